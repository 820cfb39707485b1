import DreyModel
import Glibc

/// The verb `secrets`: makes the files that members of a cluster expect, for a cluster that no client puts them into.
///
/// It runs once, before the others, in a container that mounts the same volumes.
public enum SecretsCommand {
  /// Makes the files where the arguments ask for it.
  /// - Parameter arguments: without the program's own name.
  /// - Returns: the exit code; see ``ExitCode``. nil where the verb is another one.
  public static func run(_ arguments: [String], environment: [String: String]) -> Int32? {
    guard arguments.first == ContainerContract.Verb.secrets.rawValue else { return nil }
    let events = EventLog.lines(to: STDERR_FILENO)
    do throws(Failure) {
      for item in try items(arguments.dropFirst()) {
        events.log(source: "secrets", try make(item, ServicePaths(environment), environment))
      }
      return ExitCode.finished.rawValue
    } catch {
      events.log(.error, source: "secrets", "\(error)")
      return ExitCode(error.domain).rawValue
    }
  }

  /// - Throws: ``Failure`` of the domain `usage` where one is unknown, or there is none.
  static func items(_ arguments: ArraySlice<String>) throws(Failure) -> [ContainerContract.SecretItem] {
    let known = ContainerContract.SecretItem.allCases.map(\.rawValue).joined(separator: ", ")
    guard !arguments.isEmpty else { throw Failure(.usage, "no secret is named", advice: "Name any of: \(known).") }
    var items: [ContainerContract.SecretItem] = []
    for argument in arguments {
      guard let item = ContainerContract.SecretItem(rawValue: argument) else {
        throw Failure(.usage, "unknown secret '\(argument)'", advice: "Known are: \(known).")
      }
      items.append(item)
    }
    return items
  }

  /// - Returns: what was done.
  private static func make(
    _ item: ContainerContract.SecretItem, _ paths: ServicePaths, _ environment: [String: String]
  ) throws(Failure) -> String {
    switch item {
    case .cluster: return try makeRandom(paths.clusterSecret)
    case .restToken: return try makeRandom(paths.restToken)
    case .job:
      let path = paths.jobGraph
      guard let text = environment[ContainerContract.jobVariable] else {
        throw Failure(.usage, "\(ContainerContract.jobVariable) does not hold the job")
      }
      try SecretFileWriter(path: path).write(Array(text.utf8))
      _ = try ShippedJob(file: path)
      return "\(path): the job"
    }
  }

  /// One that is there stays, so that members that know it go on.
  private static func makeRandom(_ path: String) throws(Failure) -> String {
    guard access(path, F_OK) != 0 else { return "\(path) is there" }
    try SecretFileWriter(path: path).write(Array(RandomToken.make().utf8))
    return "\(path): made"
  }
}
