/// What no key of a spec file says, and yet differs or does not.
enum BehaviourExplanation {
  static let rows: [ExplanationRow] = [
    .init(
      "target local", .onlyDrey, drey: "processes of this machine, without an engine", flink: "needs the Docker target"),
    .init(
      "records", .differs, drey: "what sinks print arrives on drey's standard output, and says whose it is",
      flink: "likewise in a cluster of its own; in a session nothing says whose it is: drey logs NAME"),
    .init(
      "lost TaskManagers", .differs,
      drey: "started again by the engine, or the drey that follows; jobs go on as their restart strategy says",
      flink: "started again by the drey that follows; jobs go on as their restart strategy says"),
    .init(
      "lost JobManager", .differs, drey: "started again likewise; it goes on with what it had noted",
      flink: "the run fails"),
    .init(
      "internal traffic", .differs, drey: "members prove that they know the cluster's secret",
      flink: "nobody proves anything, unless security.ssl.internal.enabled is true"),
    .init("processes", .differs, drey: "native executables", flink: "JVMs, whose memory is divided as below"),
    .same(
      "exit codes", "drey's own: 0 finished, 1 the job failed, 2 usage, 3 infrastructure, 4 timed out, 5 cancelled"),
    .same("restart strategies", "restart-strategy.* and failover by region"),
    .init(
      "state", .differs, drey: "keyed and operator state in memory, and in the files of checkpoints",
      flink: "keyed and operator state in state backends"),
    .init(
      "checkpoints, savepoints", .differs, drey: "execution.checkpointing.*, in files of drey's own",
      flink: "execution.checkpointing.*, state.*"),
    .same("event time, windows", "watermarks, timers, windows of every kind, joins; in the DataStream API"),
    .init(
      "SQL, tables, connectors", .onlyFlink, drey: "none; files, sockets, collections and your own sources and sinks",
      flink: "all of Flink's"),
    .init(
      "scripts", .onlyFlink, drey: "none", flink: "a .sql or .py file runs in a session, from a client's container"),
  ]
}
