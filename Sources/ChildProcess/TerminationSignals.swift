import Glibc

/// SIGTERM and SIGINT as something to wait for.
public enum TerminationSignals {
  /// Completed by the first SIGTERM or SIGINT.
  ///
  /// To be called before the process has other threads: it blocks both signals for this thread and all that follow,
  /// and one thread takes them. Works for the first process of a container as well.
  /// - Throws: ``SpawnError`` where no thread is to be had.
  public static func firstSignal() throws(SpawnError) -> Completion<Void> {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGTERM)
    sigaddset(&signals, SIGINT)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    let completion = Completion<Void>()
    let watched = signals
    try BlockingThread.start {
      var signals = watched
      var signal: Int32 = 0
      while sigwait(&signals, &signal) != 0 {}
      completion.complete(())
    }
    return completion
  }
}
