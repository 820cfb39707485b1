import DreyModel

/// What becomes of a run's cluster once its work has ended: the post-mortem of a failure, then removal, or keeping it.
struct RunEnding: Sendable {
  let target: any Target
  let runID: String
  let spec: ClusterSpec
  let policy: RunPolicy
  let environment: [String: String]
  let observer: any RunObserver

  /// Not ended by a cancellation: what was made must go, or be known to stay.
  func end(
    _ outcome: RunOutcome, plan: String, layout: ClusterLayout, created: Int, watchdog: Watchdog
  ) async -> RunOutcome {
    await Task {
      let examined = await examine(outcome, plan, layout, created)
      return policy.keeps(outcome) ? await keep(examined, watchdog) : await remove(examined, watchdog)
    }.value
  }

  /// A run that ended well, or that somebody ended, has no post-mortem.
  private func examine(
    _ outcome: RunOutcome, _ plan: String, _ layout: ClusterLayout, _ created: Int
  ) async -> RunOutcome {
    guard let parent = policy.postMortem.parent(environment: environment),
      ![.finished, .interrupted].contains(outcome.exitCode)
    else { return outcome }
    var examined = outcome
    let postMortem = PostMortem(
      target: target, runID: runID, spec: spec, plan: plan, layout: layout, created: created, outcome: outcome)
    do {
      examined.postMortems.append(try await postMortem.write(below: parent))
      removeOldPostMortems()
    } catch {
      observer.progress(.remove, "no post-mortem: \(error)")
    }
    return examined
  }

  /// Nobody may ever call `drey gc`. A folder that the user has chosen is the user's.
  private func removeOldPostMortems() {
    guard policy.postMortem == .standard, let archive = PostMortemArchive(environment: environment) else { return }
    // The next run tries again to remove the rest.
    for entry in archive.superfluous(now: ClusterLifetime.now()) { try? archive.remove(entry) }
  }

  private func keep(_ outcome: RunOutcome, _ watchdog: Watchdog) async -> RunOutcome {
    do {
      for cluster in try await target.clusters(.run(runID)) {
        for member in cluster.members { try await target.retire(member) }
      }
      await watchdog.dismiss()
      var kept = outcome
      kept.keptClusters.append(spec.name)
      return kept
    } catch {
      observer.progress(.remove, "the cluster cannot be kept, it could not be stopped: \(error)")
      return await remove(outcome, watchdog)
    }
  }

  private func remove(_ outcome: RunOutcome, _ watchdog: Watchdog) async -> RunOutcome {
    do {
      try await target.removeAll(.run(runID))
      await watchdog.dismiss()
      observer.progress(.remove, type(of: target).remains)
      return outcome
    } catch {
      // The watchdog sees the end of this process and goes on trying.
      return Self.unremoved(outcome, spec.name, error, type(of: target).name)
    }
  }

  /// What a run was whose cluster could not be removed. Its own end says little then: an engine that stops ends the
  /// containers first, and a JobManager calls that a cancellation.
  private static func unremoved(
    _ outcome: RunOutcome, _ cluster: ClusterName, _ error: any Error, _ target: TargetName
  ) -> RunOutcome {
    var failed = outcome
    let what = "cluster \(cluster) is not removed yet: \(error)"
    if outcome.exitCode == .finished || outcome.exitCode == .cancelled {
      failed.exitCode = .infrastructure
      failed.failure = Failure(.infrastructure, what)
    }
    let isSaid = failed.failure?.message == what
    failed.failure?.advice =
      (isSaid ? "" : what + "\n") + "A process in the background removes it as soon as the engine answers, for 10 "
      + "minutes; after that: drey delete \(cluster)\(target.option)"
    return failed
  }
}
