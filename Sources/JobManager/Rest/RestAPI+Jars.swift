import DreyModel
import HTTPTypes
import Hummingbird
import NIOCore

extension RestAPI {
  func jars(_ request: Request, _ store: ArtifactStore) async -> Response {
    let files = await store.all.map { JarList.File(id: $0.id, name: $0.name, uploaded: $0.uploaded) }
    return RestAnswer.json(JarList(address: "http://\(request.head.authority ?? "localhost")", files: files))
  }

  func removeJar(_ id: String, _ store: ArtifactStore) async throws -> Response {
    let entry = try await store.entry(id)
    guard await !dispatcher.needs(artifact: entry.artifact.sha256) else {
      throw RestError(.conflict, "jar '\(entry.id)' is needed by a job that has not ended", "Cancel the job first.")
    }
    try await store.remove(id)
    return RestAnswer.json(EmptyResponse())
  }

  /// The content goes to a file as it comes.
  func upload(_ request: Request, _ store: ArtifactStore) async throws -> Response {
    var form = try MultipartForm(request, limit: settings.maximumContentLength)
    while let event = try await form.next() {
      guard case .part(let part) = event, part.name == "jarfile" || part.fileName != nil else { continue }
      return try await receive(part, &form, store)
    }
    throw RestError(.badRequest, "there is no part 'jarfile'")
  }

  private func receive(
    _ part: MultipartPart, _ form: inout MultipartForm, _ store: ArtifactStore
  ) async throws -> Response {
    var upload = try Upload(into: store, fileName: part.fileName ?? "")
    do {
      while case .content(let chunk)? = try await form.next() { try await upload.append(chunk) }
      try await form.finish()
      let entry = try await upload.finish()
      return RestAnswer.json(JarUploadResponse(filename: entry.path))
    } catch {
      await upload.abandon()
      throw error
    }
  }
}
