import ArgumentParser
import DreyDeploy
import DreyModel
import FoundationEssentials

/// `drey gc`
struct GCCommand: ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "gc",
    abstract: "Remove clusters that have expired or that nobody answers for any more, and old post-mortems",
    discussion: """
      Orphaned is what belongs to a `drey run` of this machine that is gone without having removed it. What was kept, \
      and what another machine's drey answers for, goes only when it has expired. Clusters of a drey that runs here \
      are never touched. Post-mortems go 14 days after they were written, and all but the newest 100, from where they are \
      written by default; every failed run removes these as well.
      """)

  @Flag(help: "Say what would be removed and remove nothing") var dryRun = false

  @OptionGroup var target: TargetOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let now = ClusterLifetime.now()
    var (collected, failures) = try await target.with { try await collect(on: $0, now: now) }
    removePostMortems(now: now, &collected, &failures)
    try output.print(collected, names: collected.rows.map(\.name))
    for failure in failures { Terminal.error("error: \(failure)") }
    guard failures.isEmpty else { throw CommandEnd(exitCode: .infrastructure) }
    if collected.rows.isEmpty, !output.quiet { Terminal.error("nothing has expired and nothing is orphaned") }
  }

  private func removePostMortems(now: Int, _ collected: inout CollectedClusters, _ failures: inout [Failure]) {
    guard let archive = PostMortemArchive(environment: ProcessInfo.processInfo.environment) else { return }
    for entry in archive.superfluous(now: now) {
      do throws(Failure) {
        if !dryRun { try archive.remove(entry) }
        collected.add(entry)
      } catch { failures.append(error) }
    }
  }

  /// A cluster that cannot be removed does not keep the others.
  private func collect(
    on target: any Target, now: Int
  ) async throws -> (collected: CollectedClusters, failures: [Failure]) {
    let collection = GarbageCollection(now: now) { $0.liveness() }
    var collected = CollectedClusters(now: now)
    var failures: [Failure] = []
    for cluster in try await target.clusters(.all) {
      guard let cause = collection.cause(of: cluster) else { continue }
      do {
        if !dryRun { try await target.remove(cluster) }
        collected.add(cluster, cause)
      } catch {
        failures.append(Failure(.infrastructure, "cluster \(cluster.name) cannot be removed: \(error)"))
      }
    }
    return (collected, failures)
  }
}
