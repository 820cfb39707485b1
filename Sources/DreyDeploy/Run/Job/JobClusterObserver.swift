import DreyModel

/// Tells of one job's cluster, where there may be several side by side.
struct JobClusterObserver: RunObserver {
  let observer: any RunObserver
  let cluster: ClusterName

  func progress(_ phase: RunPhase, _ text: String) { observer.progress(phase, "\(cluster): \(text)") }

  func detail(_ phase: RunPhase, _ text: String) { observer.detail(phase, text) }

  func event(_ event: ClusterEvent, from member: String) {
    // The application is main(), which goes on; that the job has ended was said already.
    if case .applicationEnded = event { return }
    observer.event(event, from: "\(cluster)/\(member)")
  }

  func records(_ bytes: [UInt8]) async throws { try await observer.records(bytes) }
}
