import DockerEngine
import DreyModel

/// What becomes of a run's cluster once its work has ended: the post-mortem of a failure, then removal, or keeping it.
struct RunEnding: Sendable {
  let engine: DockerEngine
  let runID: String
  let spec: ClusterSpec
  let policy: RunPolicy
  let environment: [String: String]
  let observer: any RunObserver

  /// Not ended by a cancellation: what was made must go, or be known to stay.
  func end(
    _ outcome: RunOutcome, plan: Plan<DockerOperation>, layout: ClusterLayout, watchdog: Watchdog
  ) async -> RunOutcome {
    await Task {
      let examined = await examine(outcome, plan, layout)
      return policy.keeps(outcome) ? await keep(examined, watchdog) : await remove(examined, watchdog)
    }.value
  }

  /// A run that ended well, or that somebody ended, has no post-mortem.
  private func examine(
    _ outcome: RunOutcome, _ plan: Plan<DockerOperation>, _ layout: ClusterLayout
  ) async -> RunOutcome {
    guard let parent = policy.postMortem.parent(environment: environment),
      ![.finished, .interrupted].contains(outcome.exitCode)
    else { return outcome }
    var examined = outcome
    let postMortem = PostMortem(
      engine: engine, runID: runID, spec: spec, plan: plan, layout: layout, outcome: outcome)
    do {
      examined.postMortems.append(try await postMortem.write(below: parent))
    } catch {
      observer.progress(.remove, "no post-mortem: \(error)")
    }
    return examined
  }

  private func keep(_ outcome: RunOutcome, _ watchdog: Watchdog) async -> RunOutcome {
    do {
      let running = try await engine.containers.list(.label(Label.run, runID))
      let cluster = DockerCluster(engine: engine)
      for container in running { try await cluster.kill(container.id) }
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
      try await ClusterRemoval(engine: engine, label: Label.run, value: runID).removeAll()
      await watchdog.dismiss()
      observer.progress(.remove, "nothing is left but the images")
      return outcome
    } catch {
      // The watchdog sees the end of this process and goes on trying.
      return Self.unremoved(outcome, spec.name, error)
    }
  }

  /// What a run was whose cluster could not be removed. Its own end says little then: an engine that stops ends the
  /// containers first, and a JobManager calls that a cancellation.
  private static func unremoved(_ outcome: RunOutcome, _ cluster: ClusterName, _ error: any Error) -> RunOutcome {
    var failed = outcome
    let what = "cluster \(cluster) is not removed yet: \(error)"
    if outcome.exitCode == .finished || outcome.exitCode == .cancelled {
      failed.exitCode = .infrastructure
      failed.failure = Failure(.infrastructure, what)
    }
    let isSaid = failed.failure?.message == what
    failed.failure?.advice =
      (isSaid ? "" : what + "\n") + "A process in the background removes it as soon as the engine answers, for 10 "
      + "minutes; after that: drey delete \(cluster)"
    return failed
  }
}
