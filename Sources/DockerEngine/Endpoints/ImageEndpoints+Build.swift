import CurlHTTP

extension ImageEndpoints {
  /// Builds an image from a context, a tar archive as `TarWriter` makes one, and returns the image's id.
  /// Maps to `POST /build` with the classic builder.
  ///
  /// `onProgress` gets each line as it arrives. There is no time limit; cancel the task to give up. Throws
  /// `DockerEngineError.stream` with the engine's message when a step fails.
  public func build(
    _ build: ImageBuild, context: RequestBody, onProgress: @Sendable (ProgressMessage) -> Void = { _ in }
  ) async throws -> String {
    let request = EngineRequest(.post, "/build", query: try Self.query(build), patience: .unlimited).tar(context)
    var id: String?
    var shortID: String?
    try await progress(of: request) { message in
      id = message.imageID ?? id
      shortID = Self.builtID(message.stream) ?? shortID
      onProgress(message)
    }
    guard let id = id ?? shortID else {
      throw DockerEngineError.stream(request: request.name, message: "the build ended without naming an image")
    }
    return id
  }

  /// Loads the images of an archive as `docker save` writes one, and returns their references, or ids where they have none.
  /// Maps to `POST /images/load`.
  ///
  /// There is no time limit; cancel the task to give up. Throws `DockerEngineError.stream` when the engine refuses it.
  public func load(
    _ archive: RequestBody, onProgress: @Sendable (ProgressMessage) -> Void = { _ in }
  ) async throws -> [String] {
    var query = Query()
    query.add(explicit: "quiet", false)
    let request = EngineRequest(.post, "/images/load", query: query, patience: .unlimited).tar(archive)
    var loaded: [String] = []
    try await progress(of: request) { message in
      loaded += Self.loadedReferences(message.stream)
      onProgress(message)
    }
    return loaded
  }

  func progress(of request: EngineRequest, _ body: (ProgressMessage) -> Void) async throws {
    let bytes = try await client.open(request).body
    try await ProgressStream(lines: JSONLines(bytes: bytes, request: request.name)).forEach(body)
  }

  private static func query(_ build: ImageBuild) throws -> Query {
    var query = Query()
    for tag in build.tags { query.add("t", tag) }
    query.add("dockerfile", build.dockerfile)
    query.add("labels", try text(build.labels))
    query.add("buildargs", try text(build.arguments))
    query.add("target", build.target)
    query.add(flag: "nocache", build.ignoresCache)
    query.add(explicit: "rm", build.removesContainers)
    query.add(flag: "forcerm", build.alwaysRemovesContainers)
    query.add("version", "1")
    return query
  }

  private static func text(_ map: [String: String]) throws -> String? {
    map.isEmpty ? nil : String(decoding: try JSONCoding.encode(map, for: "POST /build"), as: UTF8.self)
  }

  // Podman does not always send the id as a value of its own.
  private static func builtID(_ line: String?) -> String? {
    let prefix = "Successfully built "
    guard let line, line.hasPrefix(prefix) else { return nil }
    return line.dropFirst(prefix.count).split(whereSeparator: \.isWhitespace).first.map(String.init)
  }

  // "Loaded image: name:tag", "Loaded image ID: sha256:…"; Podman puts several after "Loaded image(s): ".
  private static func loadedReferences(_ line: String?) -> [String] {
    guard let line, line.hasPrefix("Loaded image"), let colon = line.firstIndex(of: ":") else { return [] }
    let names = line[line.index(after: colon)...].split(whereSeparator: { $0 == "," || $0.isWhitespace })
    return names.map(String.init)
  }
}
