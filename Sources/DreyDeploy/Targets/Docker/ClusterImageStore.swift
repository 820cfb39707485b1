import DreyModel

/// The images of a cluster's members.
struct ClusterImageStore: Sendable {
  let store: ImageStore
  let runtime: RuntimeFiles

  func images(for application: BuiltApplication?) async throws -> ClusterImages {
    if case .image(let reference) = application { _ = try await store.application(reference) }
    async let taskManager = store.ensure(.service("taskmanager", in: runtime))
    let jobManager = try await jobManager(for: application)
    let images = ClusterImages(jobManager: jobManager, taskManager: try await taskManager)
    store.observer.progress(.images, "\(images.jobManager), \(images.taskManager)")
    return images
  }

  private func jobManager(for application: BuiltApplication?) async throws -> String {
    if case .image(let reference) = application { return reference }
    let plain = try await store.ensure(.service("jobmanager", in: runtime))
    guard case .executable(let path) = application else { return plain }
    // A file name for the application within its image.
    let name = path.split(separator: "/").last.map(String.init) ?? "application"
    return try await store.ensure(.application(path, name: name, jobManager: plain, in: runtime))
  }
}
