/**
 * Which words keepalived 2.2.7 knows where. A `block` needs braces; `value` needs at least one word (keepalived ends with
 * exit status 2 without it); `flag` needs none; `foreign` is known to keepalived and not looked into here.
 */
export type KeywordShape = 'block' | 'value' | 'flag' | 'foreign';

export type KeywordTable = Readonly<Record<string, KeywordShape>>;

const rows = (shape: KeywordShape, words: string): KeywordTable =>
  Object.fromEntries(words.split(/\s+/).map((word) => [word, shape]));

/** Outside every block. */
export const ROOT: KeywordTable = {
  ...rows('block', 'global_defs vrrp_script vrrp_instance vrrp_sync_group'),
  ...rows(
    'foreign',
    `track_group static_ipaddress static_routes static_rules garp_group linkbeat_interfaces vrrp_track_process
     interface_up_down_delays track_file vrrp_track_file bfd_instance SSL virtual_server virtual_server_group
     linkbeat_use_polling net_namespace net_namespace_ipvs namespace_with_ipsets use_pid_dir instance child_wait_time`,
  ),
};

export const GLOBAL_DEFS: KeywordTable = {
  ...rows('value', 'vrrp_version'),
  // The two names: keepalived ignores the line without one, and goes on.
  ...rows('flag', 'enable_script_security vrrp_strict script_user router_id'),
  ...rows(
    'foreign',
    `process_names process_name vrrp_process_name checker_process_name lvs_process_name bfd_process_name
     notification_email_from smtp_server smtp_helo_name smtp_connect_timeout notification_email smtp_alert startup_script
     startup_script_timeout shutdown_script shutdown_script_timeout max_auto_priority min_auto_priority_delay
     smtp_alert_vrrp smtp_alert_checker checker_log_all_failures dynamic_interfaces no_email_faults default_interface
     disable_local_igmp lvs_timeouts lvs_flush lvs_flush_on_stop lvs_flush_onstop lvs_sync_daemon vrrp_mcast_group4
     vrrp_mcast_group6 vrrp_garp_master_delay vrrp_garp_master_repeat vrrp_garp_master_refresh
     vrrp_garp_master_refresh_repeat vrrp_garp_lower_prio_delay vrrp_garp_lower_prio_repeat vrrp_down_timer_adverts
     vrrp_garp_interval vrrp_gna_interval vrrp_min_garp vrrp_garp_extra_if vrrp_vmac_garp_intvl vrrp_lower_prio_no_advert
     vrrp_higher_prio_send_advert vrrp_iptables vrrp_ipsets nftables nftables_priority nftables_ifindex nftables_ipvs
     nftables_ipvs_priority nftables_ipvs_start_fwmark nftables_counters vrrp_check_unicast_src vrrp_skip_check_adv_addr
     vrrp_priority vrrp_no_swap vrrp_rt_priority vrrp_cpu_affinity vrrp_rlimit_rttime vrrp_rlimit_rtime notify_fifo
     notify_fifo_script vrrp_notify_fifo vrrp_notify_fifo_script vrrp_notify_priority_changes
     fifo_write_vrrp_states_on_reload lvs_notify_fifo lvs_notify_fifo_script checker_priority checker_no_swap
     checker_rt_priority checker_cpu_affinity checker_rlimit_rttime checker_rlimit_rtime bfd_priority bfd_no_swap
     bfd_rt_priority bfd_cpu_affinity bfd_rlimit_rttime bfd_rlimit_rtime snmp_socket enable_traps enable_snmp_vrrp
     enable_snmp_keepalived enable_snmp_rfc enable_snmp_rfcv2 enable_snmp_rfcv3 enable_snmp_checker enable_dbus
     dbus_service_name vrrp_netlink_cmd_rcv_bufs vrrp_netlink_cmd_rcv_bufs_force vrrp_netlink_monitor_rcv_bufs
     vrrp_netlink_monitor_rcv_bufs_force process_monitor_rcv_bufs process_monitor_rcv_bufs_force lvs_netlink_cmd_rcv_bufs
     lvs_netlink_cmd_rcv_bufs_force lvs_netlink_monitor_rcv_bufs lvs_netlink_monitor_rcv_bufs_force rs_init_notifies
     no_checker_emails vrrp_rx_bufs_policy vrrp_rx_bufs_multiplier vrrp_startup_delay log_unknown_vrids vmac_prefix
     vmac_addr_prefix umask random_seed reload_check_config reload_time_file reload_repeat reload_file include_check
     config_save_dir tmp_config_directory data_use_instance`,
  ),
};

export const VRRP_SCRIPT: KeywordTable = {
  ...rows('value', 'interval timeout weight rise fall user'),
  // Without a word it is not missing but empty: "No script set".
  ...rows('flag', 'script init_fail'),
};

export const VRRP_INSTANCE: KeywordTable = {
  ...rows('value', 'state interface virtual_router_id priority advert_int unicast_src_ip preempt_delay version'),
  ...rows('flag', 'preempt nopreempt'),
  ...rows('block', 'authentication virtual_ipaddress unicast_peer track_script'),
  ...rows('foreign', 'notify notify_master notify_backup notify_fault notify_stop notify_deleted'),
  ...rows(
    'foreign',
    `use_vmac use_vmac_addr vmac_xmit_base use_ipvlan unicast_fault_no_peer check_unicast_src old_unicast_checksum
     native_ipv6 vrf dont_track_primary track_interface track_file track_process track_bfd mcast_src_ip mcast_dst_ip
     track_src_ip unicast_ttl virtual_ipaddress_excluded promote_secondaries linkbeat_use_polling virtual_routes
     virtual_rules accept no_accept skip_check_adv_addr strict_mode debug notify_master_rx_lower_pri smtp_alert
     notify_priority_changes lvs_sync_daemon_interface garp_master_delay garp_master_refresh garp_master_repeat
     garp_master_refresh_repeat garp_lower_prio_delay garp_lower_prio_repeat down_timer_adverts garp_extra_if
     vmac_garp_intvl lower_prio_no_advert higher_prio_send_advert kernel_rx_buf_size`,
  ),
};

export const AUTHENTICATION: KeywordTable = rows('value', 'auth_type auth_pass');

export const SYNC_GROUP: KeywordTable = {
  ...rows('block', 'group'),
  ...rows(
    'foreign',
    `track_interface track_script track_file track_process track_bfd notify_backup notify_master notify_fault notify_stop
     notify smtp_alert global_tracking sync_group_tracking_weight notify_priority_changes`,
  ),
};

/** After an address in `virtual_ipaddress`: how many words an option takes. */
export const ADDRESS_OPTIONS: Readonly<Record<string, 0 | 1>> = {
  dev: 1,
  scope: 1,
  broadcast: 1,
  brd: 1,
  label: 1,
  peer: 1,
  preferred_lft: 1,
  home: 0,
  '-nodad': 0,
  mngtmpaddr: 0,
  noprefixroute: 0,
  autojoin: 0,
  no_track: 0,
  use_vmac: 0,
};
