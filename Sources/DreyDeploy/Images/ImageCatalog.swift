import DockerEngine
import DreyModel

/// One of drey's images on an engine.
public struct CatalogedImage: Sendable, Equatable {
  public var id: String
  /// Its reference, such as `drey/jobmanager:1c0ffee4a9d1e2f3`.
  public var reference: String
  /// All its references; there may be one that does not change with the content.
  public var tags: [String]
  /// The application it carries, if it is an application's.
  public var application: String?
  /// In bytes.
  public var size: Int
  /// When it was made, in seconds since 1970.
  public var created: Int
  /// Whether a container, running or not, was made from it.
  public var isInUse: Bool
  /// Whether it is one that this drey's runtime would use, or what a version of Apache Flink was built as last.
  public var isCurrent: Bool
}

/// Drey's images on an engine: those that carry the label of their content.
public struct ImageCatalog: Sendable {
  let engine: DockerEngine
  let runtime: RuntimeFiles

  /// Connects to the engine for the length of `body`.
  /// - Throws: what `body` throws; errors of the engine as a ``DreyModel/Failure``.
  public static func withEngine<R>(
    environment: [String: String], _ body: (ImageCatalog) async throws -> R
  ) async throws -> R {
    let runtime = try RuntimeFiles.locate(environment: environment)
    let engine = try await DockerEngine.reached(environment: environment)
    defer { engine.close() }
    do { return try await body(ImageCatalog(engine: engine, runtime: runtime)) } catch let error as DockerEngineError {
      throw Failure(ofRun: error)
    }
  }

  /// The images, newest first.
  /// - Throws: `DockerEngineError`, or ``DreyModel/Failure`` where the runtime's files cannot be read.
  public func images() async throws -> [CatalogedImage] {
    async let images = engine.images.list(.label(Label.content))
    async let containers = engine.containers.list(all: true)
    let used = Set(try await containers.map(\.imageID))
    let current = try Set(
      RuntimeFiles.services.map { name in
        let definition = try ImageDefinition.service(name, in: runtime)
        return definition.tag(hash: try definition.contentHash())
      })
    return Self.catalog(try await images, used: used, current: current)
  }

  static func catalog(_ images: [ImageSummary], used: Set<String>, current: Set<String>) -> [CatalogedImage] {
    images.map { image in
      CatalogedImage(
        id: image.id, reference: reference(of: image), tags: image.tags, application: image.labels[Label.application],
        size: image.size, created: image.created, isInUse: used.contains(image.id),
        isCurrent: !current.isDisjoint(with: image.tags) || isNamedFlink(image))
    }.sorted { ($0.created, $0.reference) > ($1.created, $1.reference) }
  }

  /// An image of Flink that was built on purpose keeps its version as a tag until another one takes it.
  private static func isNamedFlink(_ image: ImageSummary) -> Bool {
    let byContent = reference(of: image)
    return image.tags.contains { $0.hasPrefix(FlinkBaseImage.repository + ":") && $0 != byContent }
  }

  /// The reference that says what is in it, if it has one.
  private static func reference(of image: ImageSummary) -> String {
    let hash = image.labels[Label.content]?.prefix(16) ?? ""
    return image.tags.first { !hash.isEmpty && $0.hasSuffix(hash) } ?? image.tags.first ?? image.id
  }

  /// Removes the images that nothing uses, but for those of this drey's own runtime.
  /// - Returns: what was removed.
  public func prune() async throws -> [CatalogedImage] {
    var removed: [CatalogedImage] = []
    // An image that another one was built from cannot go before it.
    let unused = try await images().filter { !$0.isInUse && !$0.isCurrent }
    for image in Self.topmostFirst(unused) {
      do {
        for reference in image.tags.isEmpty ? [image.id] : image.tags { try await engine.images.remove(reference) }
        removed.append(image)
      } catch let error as DockerEngineError where error.isNotFound || error.isConflict {
        // Somebody removed it, or began to use it, meanwhile.
        continue
      }
    }
    return removed
  }

  /// Applications' images, then those of members, then what these were built from.
  static func topmostFirst(_ images: [CatalogedImage]) -> [CatalogedImage] {
    func isBase(_ image: CatalogedImage) -> Bool { image.reference.hasPrefix(FlinkBaseImage.repository + ":") }
    let rest = images.filter { $0.application == nil }
    return images.filter { $0.application != nil } + rest.filter { !isBase($0) } + rest.filter(isBase)
  }

  /// Builds an image with Apache Flink where the engine does not have it, and names it by Flink's version; so is the
  /// image that members are run from.
  /// - Parameter environment: says where fetched files are kept (`XDG_CACHE_HOME`).
  /// - Returns: its references: by version, and by content.
  public func build(
    flink: FlinkBaseImage, environment: [String: String], observer: any RunObserver
  ) async throws -> [String] {
    let store = ImageStore(engine: engine, observer: observer)
    let built = try await flink.build(in: runtime, store: store, cache: FlinkCache(environment: environment))
    if let image = built.last {
      let member = try await FlinkImages(store: store, runtime: runtime).memberImage(image: image)
      try await name(member.reference, StableName.flinkMember(ClusterEngine(.flink, version: member.flinkVersion)))
    }
    return built
  }

  /// Builds the runtime's own images, and those of an application, where the engine does not have them, and gives them
  /// the references that stay the same (``StableName``).
  /// - Returns: their references by content.
  public func build(
    application: ApplicationSource? = nil, product: String? = nil, observer: any RunObserver
  ) async throws -> [String] {
    let store = ImageStore(engine: engine, observer: observer)
    let jobManager = try await store.ensure(.service("jobmanager", in: runtime))
    let taskManager = try await store.ensure(.service("taskmanager", in: runtime))
    try await name(jobManager, StableName.jobManager)
    try await name(taskManager, StableName.taskManager)
    guard let application else { return [jobManager, taskManager] }
    let target = DockerTarget(engine: engine, environment: [:])
    let built = try await ApplicationBuild(source: application, product: product, observer: observer)
      .run { try await target.architecture() }
    let images = try await ClusterImageStore(store: store, runtime: runtime).images(
      for: built, on: ClusterEngine(application.isForFlink ? .flink : .drey))
    switch built {
    case .executable(let path), .jar(let path, _): try await name(images.jobManager, StableName.application(path))
    case .image, .script: break
    }
    return [jobManager, taskManager, images.jobManager]
  }

  private func name(_ image: String, _ reference: String) async throws {
    let parts = reference.split(separator: ":")
    try await engine.images.tag(image, repository: String(parts[0]), tag: String(parts[1]))
  }
}
