import DreyModel

/// The command line of a member's JVM.
struct JavaCommand: Sendable, Equatable {
  var executable: String
  var arguments: [String]
  var environment: [String: String]
  /// Flink names the application's JARs relative to it, and TaskManagers look for them under the same names.
  var workingDirectory: String

  /// - Parameters:
  ///   - line: what the agent was asked for.
  ///   - plugins: the folder with Flink's plugins.
  ///   - mainArguments: those of the main class.
  /// - Throws: ``Failure`` of the domain `usage` where there is no Flink.
  init(
    _ line: FlinkCommandLine, home: FlinkHome, folder: MemberFolder, environment: [String: String],
    plugins: String, mainClass: String, mainArguments: [String]
  ) throws(Failure) {
    executable = home.java
    workingDirectory = home.path
    arguments =
      Self.defaults(line.verb, folder) + Self.collector(line) + SharedClasses.options(line.verb) + ModuleAccess.options
      + line.javaOptions + JavaOptions.given(line.verb, line.options.values) + ["-cp", try home.classPath(), mainClass]
      + mainArguments
    self.environment = Self.withLocale(environment).merging(
      [
        "FLINK_HOME": home.path, "FLINK_LIB_DIR": home.libraries, "FLINK_PLUGINS_DIR": plugins,
        "FLINK_OPT_DIR": "\(home.path)/opt", "FLINK_BIN_DIR": "\(home.path)/bin",
        "FLINK_CONF_DIR": folder.configuration,
      ]
    ) { $1 }
  }

  /// Without one the JVM takes everything for ASCII: arguments, and records that a job prints.
  private static func withLocale(_ environment: [String: String]) -> [String: String] {
    let isGiven = ["LC_ALL", "LC_CTYPE", "LANG"].contains { !(environment[$0] ?? "").isEmpty }
    return isGiven ? environment : environment.merging(["LC_ALL": "C.UTF-8"]) { $1 }
  }

  /// What holds unless it was asked for otherwise: later options win.
  private static func defaults(_ verb: ContainerContract.Verb, _ folder: MemberFolder) -> [String] {
    [
      "-XX:+IgnoreUnrecognizedVMOptions", "-XX:+ExitOnOutOfMemoryError", "-XX:-UsePerfData",
      // What the JVM itself has to say is no record.
      "-Xlog:disable", "-Xlog:all=warning:stderr", "-Xshare:auto",
      "-Djava.io.tmpdir=\(folder.path)/tmp", "-Dlog4j.configurationFile=file:\(folder.logging)",
      "-Dlog4j2.disableJmx=true", "-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8", "-Dsun.stdout.encoding=UTF-8",
      "-Djava.security.properties=\(folder.security)",
    ] + (verb == .client ? ["-XX:TieredStopAtLevel=1"] : [])
  }

  /// As Flink's own start scripts choose it for TaskManagers, unless another one is asked for.
  private static func collector(_ line: FlinkCommandLine) -> [String] {
    let isGiven = line.javaOptions.contains { $0.hasPrefix("-XX:+Use") && $0.hasSuffix("GC") }
    return line.verb == .taskManager && !isGiven ? ["-XX:+UseG1GC"] : []
  }

  static func mainClass(_ verb: ContainerContract.Verb) -> String {
    switch verb {
    case .standaloneJob: "org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint"
    case .taskManager: "org.apache.flink.runtime.taskexecutor.TaskManagerRunner"
    case .client: "org.apache.flink.client.cli.CliFrontend"
    case .jobManager, .probe, .rest, .secrets: "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint"
    }
  }
}
