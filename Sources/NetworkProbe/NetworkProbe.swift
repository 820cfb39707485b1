import ChildProcess
public import DreyModel

/// Finds out what this process can connect to.
public enum NetworkProbe {
  /// Tries all addresses at the same time.
  /// - Parameter limit: how long one may take.
  /// - Returns: one result per address, in their order.
  public static func run(_ addresses: [ProbeAddress], within limit: Duration = .seconds(2)) async -> [ProbeResult] {
    await withTaskGroup(of: (Int, ProbeResult).self) { group in
      for (index, address) in addresses.enumerated() {
        group.addTask { (index, await result(of: address, within: limit)) }
      }
      var results: [Int: ProbeResult] = [:]
      for await (index, result) in group { results[index] = result }
      return addresses.indices.compactMap { results[$0] }
    }
  }

  /// Resolving a name cannot be bounded: where it takes too long its thread is left behind, and ends some time later.
  private static func result(of address: ProbeAddress, within limit: Duration) async -> ProbeResult {
    let begin = ContinuousClock.now
    let completion = Completion<ProbeResult.Outcome>()
    do {
      try BlockingThread.start { completion.complete(Connection.outcome(of: address, until: begin + limit)) }
    } catch {
      completion.complete(.unreachable)
    }
    let outcome = await completion.value(within: limit + .milliseconds(200)) ?? .unresolved
    let elapsed = (ContinuousClock.now - begin) / .milliseconds(1)
    return ProbeResult(address, outcome, milliseconds: Int(elapsed))
  }
}
