extension JobDescription {
  /// Jobs that are like this one with something left out.
  public var smaller: [JobDescription] {
    var jobs: [JobDescription] = []
    func add(_ change: (inout JobDescription) -> Void) {
      var job = self
      change(&job)
      if job != self { jobs.append(job) }
    }
    for source in sources.indices {
      for part in Self.parts(sources[source].count) { add { $0.sources[source].removeSubrange(part) } }
    }
    if sources.count > 1, !`operator`.kind.isJoin { add { $0.sources.removeLast() } }
    add { $0.then = nil }
    for step in pre.indices { add { $0.pre.remove(at: step) } }
    add { $0.parallelism = 1 }
    add { $0.operator.trigger = $0.operator.assigner == .global ? $0.operator.trigger : nil }
    add { $0.operator.evictor = nil }
    add { $0.operator.lateness = nil }
    add { $0.operator.lateOutput = nil }
    add { $0.operator.offset = 0 }
    add { $0.operator.again = $0.operator.again.map { _ in 0 } }
    return jobs
  }

  /// Halves, quarters and so on of `count` elements, down to single ones.
  private static func parts(_ count: Int) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var length = count
    while length > 0 {
      parts += stride(from: 0, to: count, by: length).map { $0..<min(count, $0 + length) }
      if parts.count > 60 { break }
      length /= 2
    }
    return parts
  }
}
