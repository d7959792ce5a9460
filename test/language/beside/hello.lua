core.Debug("hello")
