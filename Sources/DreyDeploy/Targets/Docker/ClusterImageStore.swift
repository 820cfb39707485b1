import DreyModel

/// The images of a cluster's members.
struct ClusterImageStore: Sendable {
  let store: ImageStore
  let runtime: RuntimeFiles

  func images(for application: BuiltApplication?, on engine: ClusterEngine) async throws -> ClusterImages {
    engine.isFlink ? try await flinkImages(for: application, engine) : try await images(for: application)
  }

  private func images(for application: BuiltApplication?) async throws -> ClusterImages {
    if case .image(let reference) = application { _ = try await store.application(reference) }
    async let taskManager = store.ensure(.service("taskmanager", in: runtime))
    let jobManager = try await jobManager(for: application)
    let images = ClusterImages(jobManager: jobManager, taskManager: try await taskManager)
    store.observer.progress(.images, "\(images.jobManager), \(images.taskManager)")
    return images
  }

  /// All members run from one image: a TaskManager needs the classes of an application as its JobManager does.
  private func flinkImages(for application: BuiltApplication?, _ engine: ClusterEngine) async throws -> ClusterImages {
    if case .image(let reference) = application {
      _ = try await store.application(reference)
      return ClusterImages(jobManager: reference, taskManager: reference)
    }
    let flink = FlinkImages(store: store, runtime: runtime)
    let member = try await flink.memberImage(version: engine.version, image: engine.image)
    if case .script(let path) = application {
      let image = try await flink.applicationImage(of: path, on: member)
      store.observer.progress(.images, image)
      return ClusterImages(jobManager: image, taskManager: member.reference)
    }
    guard case .jar(let path, let selection) = application else {
      store.observer.progress(.images, member.reference)
      return ClusterImages(jobManager: member.reference, taskManager: member.reference)
    }
    let entryClass = try JarCheck(observer: store.observer).entryClass(
      of: path, selection, javaRelease: member.javaRelease, flinkVersion: member.flinkVersion)
    let image = try await flink.applicationImage(of: path, on: member)
    store.observer.progress(.images, image)
    var images = ClusterImages(jobManager: image, taskManager: image)
    images.entryClass = entryClass
    images.savepoint = selection.savepoint
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
