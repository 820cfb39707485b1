import CurlHTTP

extension ImageEndpoints {
  /// Pulls an image from the registry that its reference names. Maps to `POST /images/create`.
  ///
  /// A reference without a tag means `latest`, never all tags. Nobody logs in: the image has to be one that everybody may
  /// pull. `onProgress` gets each line as it arrives. There is no time limit; cancel the task to give up. Throws
  /// `DockerEngineError.http` where the engine refuses or cannot reach the registry, `DockerEngineError.stream` with its
  /// message where it fails on the way.
  public func pull(
    _ reference: String, onProgress: @Sendable (ProgressMessage) -> Void = { _ in }
  ) async throws {
    // Refuses what could not be asked for afterwards.
    _ = try PercentEncoding.image(reference)
    let (name, version) = Self.parts(of: reference)
    var query = Query()
    query.add("fromImage", name)
    query.add("tag", version)
    try await progress(of: EngineRequest(.post, "/images/create", query: query, patience: .unlimited), onProgress)
  }

  /// A reference as the name and the tag or digest. A colon before the last slash is a registry's port.
  private static func parts(of reference: String) -> (name: String, version: String) {
    let digest = reference.split(separator: "@", maxSplits: 1)
    let path = String(digest.first ?? "")
    let slash = path.lastIndex(of: "/") ?? path.startIndex
    let colon = path[slash...].firstIndex(of: ":")
    let name = String(path[..<(colon ?? path.endIndex)])
    if digest.count > 1 { return (name, String(digest[1])) }
    return (name, colon.map { String(path[path.index(after: $0)...]) } ?? "latest")
  }
}
