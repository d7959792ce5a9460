/** What `trace` lines may name: each source's events, verbosities and locks, asked of 3.2 and 3.4. `>`: since 3.4; `<`: until 3.2. */
export const TRACE_SOURCES: Readonly<Record<string, { readonly events: string; readonly verbosities: string; readonly locks: string }>> = {
  acme: { events: 'acme_sched acme_new acme_task', verbosities: 'clean minimal simple advanced complete', locks: 'acme_ctx' },
  applet: { events: 'app_new app_free app_release app_proc app_err app_start app_receive app_send app_blk app_wake', verbosities: 'clean minimal simple advanced complete', locks: 'appctx' },
  check: {
    events:
      'task_wake hchck_start hchck_wake hchck_run hchck_end hchck_succ hchck_err tcp_check_eval tcp_check_err tcp_check_conn tcp_check_send tcp_check_expect tcp_check_action rx_data rx_blk rx_err tx_data tx_blk tx_err',
    verbosities: 'clean minimal simple advanced complete',
    locks: 'check',
  },
  fcgi: {
    events:
      'fconn_new fconn_recv fconn_send fconn_blk fconn_wake fconn_end fconn_err rx_fhdr rx_record rx_eoi rx_get_values rx_stdout rx_stderr rx_end_req tx_record tx_eoi tx_begin_request tx_get_values tx_params tx_stding tx_abort rsp_data rsp_eom rsp_headers rsp_body rsp_trailerus fstrm_new fstrm_blk fstrm_end fstrm_err strm_new strm_recv strm_send strm_full strm_wake strm_shut strm_end strm_err',
    verbosities: 'clean minimal simple advanced complete',
    locks: 'backend connection frontend listener server session fstrm',
  },
  h1: {
    events:
      'h1c_new h1c_recv h1c_send h1c_blk h1c_wake h1c_end h1c_err rx_data rx_eoi rx_headers rx_body rx_trailerus tx_data tx_eoi tx_headers tx_body tx_trailerus h1s_new h1s_blk h1s_end h1s_err strm_new strm_recv strm_send strm_wake strm_shut strm_end strm_err',
    verbosities: 'clean minimal simple advanced complete',
    locks: 'backend connection frontend listener server session h1s',
  },
  h2: {
    events:
      'h2c_new h2c_recv h2c_send h2c_fctl h2c_blk h2c_wake h2c_end h2c_err rx_fhdr rx_frame rx_eoi rx_preface rx_data rx_hdr rx_prio rx_rst rx_settings rx_push rx_ping rx_goaway rx_wu rx_cont tx_frame tx_eoi tx_preface tx_data tx_hdr tx_prio tx_rst tx_settings tx_push tx_ping tx_goaway tx_wu tx_cont h2s_new h2s_recv h2s_send h2s_fctl h2s_blk h2s_wake h2s_end h2s_err strm_new strm_recv strm_send strm_full strm_wake strm_shut strm_end strm_err proto_err',
    verbosities: 'clean minimal simple advanced complete',
    locks: 'backend connection frontend listener server session h2s',
  },
  h3: {
    events: 'rx_frame rx_data rx_hdr rx_settings tx_frame tx_data tx_hdr tx_settings h3s_new h3s_end h3c_new h3c_end strm_send',
    verbosities: 'clean minimal',
    locks: 'backend connection frontend listener server session qcs',
  },
  '>haterm': { events: '>hstrm_new >process_hstrm >hstrm_send >hstrm_recv >hstrm_io_cb >hstrm_resp >hstrm_add_data', verbosities: 'clean minimal simple advanced complete', locks: 'stream' },
  peers: {
    events:
      '<updtmsg <ackmsg <swtcmsg <defmsg <ctrlmsg <sessrl <protoerr >sess_new >sess_end >sess_err >sess_shut >sess_wakeup >sess_resync >sess_io >rx_msg >rx_blocked >rx_error >tx_msg >tx_blocked >tx_error >proto_error >proto_hello >proto_success >proto_update >proto_ack >proto_switch >proto_def >proto_ctrl',
    verbosities: 'clean >minimal >simple >advanced >complete',
    locks: '<backend <connection <frontend <listener <server <session peers >applet >peer',
  },
  pt: {
    events: 'pt_conn_new pt_conn_wake pt_conn_end pt_conn_err strm_new strm_shut strm_end strm_err pt_rx_data pt_tx_data',
    verbosities: 'clean minimal simple advanced complete',
    locks: 'backend connection frontend listener server session',
  },
  '>qcm': {
    events:
      '>qcc_new >qcc_recv >qcc_send >qcc_wake >qcc_end >qcc_no_qcs >qcs_new >qcs_recv >qcs_send >qcs_end >strm_recv >strm_send >strm_wake >strm_shut >strm_end >send_frm >qcs_xfer_data >qcs_build_stream_frm >proto_err >qcc_err',
    verbosities: '>clean >minimal',
    locks: '>backend >connection >frontend >listener >server >session >qcs',
  },
  qmux: {
    events:
      'qcc_new qcc_recv qcc_send qcc_wake qcc_end qcc_no_qcs qcs_new qcs_recv qcs_send qcs_end strm_recv strm_send strm_wake strm_shut strm_end send_frm qcs_xfer_data qcs_build_stream_frm proto_err qcc_err',
    verbosities: 'clean minimal',
    locks: 'backend connection frontend listener server session qcs',
  },
  quic: {
    events:
      'new_conn new_conn_init init_secs read_secs write_secs lstnr_packet srv_packet enc_hdshk_pkt tx_pkt phdshk_apkt phdshk_apkts qc_io_cb rm_hp parse_hpkt parse_apkt parse_frm parse_ack_frm build_frm phdshk_pkts rm_hp_try el_rm_hp rx_pkt ssl_provide_data el_treat_rx_cfrms add_hdshk_data flush_flight send_alert rtt_updt sppkts pktloss stimer ptimer spto bcfrms xprt_send xprt_recv conn_freed conn_close ack_strm frm_list stateless_reset transport_params idle_timer xprt_sub conn_recv conn_bind_tid >early_transport_params',
    verbosities: 'clean',
    locks: 'connection frontend listener qconn session quic',
  },
  session: { events: 'sess_new sess_end sess_err', verbosities: 'default', locks: 'frontend listener session' },
  spop: {
    events:
      'spop_conn_new spop_conn_recv spop_conn_send spop_conn_blk spop_conn_wake spop_conn_end spop_conn_err rx_fhdr rx_frame rx_eoi rx_hello rx_ack rx_disconnect tx_frame tx_eoi tx_hello tx_notify tx_disconnect spop_strm_new spop_strm_blk spop_strm_end spop_strm_err strm_new strm_recv strm_send strm_full strm_wake strm_shut strm_end strm_err',
    verbosities: 'clean minimal simple advanced complete',
    locks: 'backend connection frontend listener server session spop_strm',
  },
  ssl: {
    events:
      'sslc_new sslc_close sslc_end sslc_err sslc_send sslc_send_early sslc_recv sslc_recv_early sslc_io_cb sslc_hndshk sslc_vfy_cb sslc_stapling sslc_switchctx_cb sslc_choose_sni_ctx sslc_sigalg_ext >sslc_ciphers_ext >sslc_curves_ext',
    verbosities: 'clean minimal simple advanced complete',
    locks: 'backend connection frontend listener server session',
  },
  stream: {
    events: 'strm_new strm_free strm_err strm_ana strm_proc sc_state http_ana http_err tcp_ana tcp_err flt_ana flt_err',
    verbosities: 'clean minimal simple advanced complete',
    locks: 'backend frontend listener server session stream',
  },
};
