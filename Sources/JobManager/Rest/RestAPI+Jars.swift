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
    guard await !dispatcher.neededArtifacts.contains(entry.artifact.sha256) else {
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
      return RestAnswer.json(JarUploadResponse(filename: try await receive(part, &form, store).path))
    }
    throw RestError(.badRequest, "there is no part 'jarfile'")
  }

  /// Reads what is left, so that a body which ends too early is noticed.
  private func refuseAnotherFile(_ form: inout MultipartForm) async throws {
    while let event = try await form.next() {
      guard case .part(let part) = event, part.fileName != nil else { continue }
      throw RestError(
        .badRequest, "Exactly 1 file must be sent, received another one", "Upload each by a call of its own.")
    }
  }

  /// Where somebody else is sending the same, its end is awaited before anything is read: together they are one file.
  private func receive(
    _ part: MultipartPart, _ form: inout MultipartForm, _ store: ArtifactStore
  ) async throws -> ArtifactStore.Entry {
    guard let sha256 = ArtifactStore.sha256(in: ArtifactStore.name(part.fileName ?? "")) else {
      return try await receiveContent(part, &form, store)
    }
    if let entry = await store.beginUpload(sha256) {
      try await refuseAnotherFile(&form)
      return entry
    }
    let result: Result<ArtifactStore.Entry, any Error>
    do { result = .success(try await receiveContent(part, &form, store)) } catch { result = .failure(error) }
    await store.uploadEnded(sha256)
    return try result.get()
  }

  private func receiveContent(
    _ part: MultipartPart, _ form: inout MultipartForm, _ store: ArtifactStore
  ) async throws -> ArtifactStore.Entry {
    var upload = try Upload(into: store, fileName: part.fileName ?? "")
    do {
      while case .content(let chunk)? = try await form.next() { try await upload.append(chunk) }
      try await refuseAnotherFile(&form)
      return try await upload.finish()
    } catch {
      await upload.abandon()
      throw error
    }
  }
}
