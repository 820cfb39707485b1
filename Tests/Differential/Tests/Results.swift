import DifferentialJobs

/// The outcome of a job in a runtime: the lines that came out, in an order of their own, or why there are none.
enum JobOutcome: Equatable, CustomStringConvertible {
  case lines([String])
  case failure(String)

  init(_ lines: [String]) { self = .lines(lines.sorted()) }

  var description: String {
    switch self {
    case .lines(let lines): lines.map { "    \($0)\n" }.joined()
    case .failure(let text): "    failed: \(text)\n"
    }
  }

  /// The lines that this has and another has not.
  func without(_ other: JobOutcome) -> [String] {
    guard case .lines(let lines) = self, case .lines(let others) = other else { return ["\(self)"] }
    var rest: [String: Int] = [:]
    for line in others { rest[line, default: 0] += 1 }
    return lines.filter { line in
      rest[line, default: 0] -= 1
      return rest[line, default: 0] < 0
    }
  }
}

/// A job of which two runtimes make different things.
struct Difference {
  let job: JobDescription
  let flink: JobOutcome
  let drey: JobOutcome

  init?(_ job: JobDescription, flink: JobOutcome?, drey: JobOutcome?) {
    let flink = flink ?? .failure("no result")
    let drey = drey ?? .failure("no result")
    if flink == drey, case .lines = flink { return nil }
    (self.job, self.flink, self.drey) = (job, flink, drey)
  }
}
