/// The engine that runs the jobs that options are for.
public enum OptionEngine: Sendable {
  case drey
  case flink
}

/// The scope that options are given for.
public enum OptionReach: Sendable {
  /// A cluster that is to be made.
  case cluster
  /// A single job, in a cluster that already exists.
  case job
  /// A member, on its own command line: it is given what belongs to the cluster as well.
  case member
}

/// A problem with one option.
public struct OptionFinding: Sendable, Equatable {
  public var key: String
  /// Whether nothing may be made with it; else it has no effect, or not the one that may be wanted.
  public var isError: Bool
  public var message: String
  public var advice: String?

  /// The failure of domain `usage` that an error is.
  public var failure: Failure { Failure(.usage, message, advice: advice) }

  /// The message and the advice in one line.
  public var text: String { ([message] + (advice.map { [$0] } ?? [])).joined(separator: ". ") }
}

extension Options {
  /// Everything that is wrong with these options, in the order of their keys. It is known without an engine.
  ///
  /// Drey's runtime knows every one of its options, so a name that neither it nor Flink has is an error. Apache Flink's
  /// plugins bring options of their own, so that a name it seems not to have is passed on to it with a warning.
  public func findings(on engine: OptionEngine, for reach: OptionReach) -> [OptionFinding] {
    values.sorted { $0.key < $1.key }.compactMap { key, value in
      OptionCheck(key: key, value: value, engine: engine, reach: reach).finding
    } + (conflict.map { [$0] } ?? [])
  }

  /// Two values that do not go together: one is to be the longer time, and is not.
  public var conflict: OptionFinding? {
    if let interval = try? milliseconds(.heartbeatInterval), let timeout = try? milliseconds(.heartbeatTimeout),
      timeout <= interval
    {
      return OptionFinding(
        key: OptionKey.heartbeatTimeout.rawValue, isError: true,
        message: "heartbeat.timeout (\(timeout) ms) must be longer than heartbeat.interval (\(interval) ms)")
    }
    guard self[.exponentialDelayMaximum] != nil, let initial = try? milliseconds(.exponentialDelayInitial),
      let maximum = try? milliseconds(.exponentialDelayMaximum), maximum < initial
    else { return nil }
    let (long, short) = (OptionKey.exponentialDelayMaximum.rawValue, OptionKey.exponentialDelayInitial.rawValue)
    return OptionFinding(
      key: long, isError: true, message: "\(long) (\(maximum) ms) is less than \(short) (\(initial) ms)")
  }

  /// Refuses what ``findings(on:for:)`` calls an error.
  /// - Throws: ``Failure`` of the domain `usage`.
  public func check(on engine: OptionEngine, for reach: OptionReach) throws(Failure) {
    if let error = findings(on: engine, for: reach).first(where: \.isError) { throw error.failure }
  }
}

/// A check of one option.
private struct OptionCheck {
  let key: String
  let value: String
  let engine: OptionEngine
  let reach: OptionReach

  var finding: OptionFinding? {
    let isForMember = reach == .member && OptionKey(rawValue: key) != nil
    if !isForMember, let instead = ClusterKeys.instead(of: key, on: engine) {
      return error("\(key) belongs to the cluster, which drey makes: nobody else sets it", capitalized(instead) + ".")
    }
    guard let known = OptionKey(rawValue: key) else { return engine == .drey ? unknownToDrey : unlikelyOnFlink }
    if engine == .flink, OptionKey.unknownToFlink.contains(known) {
      return warning("\(key) is an option of drey's runtime; Apache Flink has none of that name, and it has no effect")
    }
    if reach == .job, known.definition.owner == .cluster {
      return error(
        "\(key) is an option of a whole cluster, and this one is there already",
        "Give it when the cluster is made: drey session start NAME -D \(key)=…")
    }
    return valueFinding(known)
  }

  private func valueFinding(_ known: OptionKey) -> OptionFinding? {
    let kind = known.definition.kind
    guard !kind.accepts(value) else { return nil }
    let message = known.refusal(of: value).message
    guard engine == .flink else { return error(message, nil) }
    return switch kind {
    // Flink has file systems and values that drey has not.
    case .folder, .text, .host: nil
    case .choice: warning(message)
    default: error(message, nil)
    }
  }

  private var unknownToDrey: OptionFinding {
    if let present = FlinkKeys.formerNames[key] {
      return error("\(key) is a former name of the option \(present.rawValue)", "Write \(present.rawValue).")
    }
    if FlinkKeys.contains(key) {
      return warning("\(key) is an option of Apache Flink's; drey's runtime has no use for it, and it has no effect")
    }
    let names = OptionKey.allCases.map(\.rawValue)
    let nearest = SimilarWord.nearest(to: key, among: names).map { "Did you mean '\($0)'? " } ?? ""
    return error(
      "\(key) is an option of neither drey's runtime nor Apache Flink",
      nearest + "`drey explain` lists the options there are.")
  }

  private var unlikelyOnFlink: OptionFinding? {
    guard !FlinkKeys.contains(key), FlinkKeys.formerNames[key] == nil else { return nil }
    let names = FlinkKeys.names.union(OptionKey.allCases.map(\.rawValue))
    guard let nearest = SimilarWord.nearest(to: key, among: names, limit: { max(1, min(3, $0 / 8)) }) else {
      return nil
    }
    return warning("\(key) is passed on to Apache Flink, which has no such option itself. Did you mean '\(nearest)'?")
  }

  private func error(_ message: String, _ advice: String?) -> OptionFinding {
    OptionFinding(key: key, isError: true, message: message, advice: advice)
  }

  private func warning(_ message: String) -> OptionFinding {
    OptionFinding(key: key, isError: false, message: message)
  }

  private func capitalized(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
