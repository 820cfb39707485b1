import CurlHTTP
public import DreyModel

// Executables; Flink's word for them is jar.
extension JobManagerClient {
  /// The executables that jobs can be submitted for. `GET /jars`
  public func jars() async throws -> [JarList.File] {
    let list: JarList = try await decode(RestCall(.get, "/jars"))
    return list.files
  }

  /// Sends a file, which is read while it is sent. `POST /jars/upload`
  /// - Parameter name: what it is called there; nil for the file's own name. Where it begins with the content's SHA-256 and
  ///   `_`, drey's JobManager checks that this is what arrives.
  /// - Returns: the executable's id.
  public func uploadJar(file: String, name: String? = nil) async throws -> String {
    var form = MultipartBody()
    do throws(HTTPError) {
      form.add("jarfile", fileName: name ?? file, type: "application/x-java-archive", try .wholeFile(file))
    } catch {
      throw self.error(RestCall(.post, "/jars/upload"), Self.reason(error))
    }
    let answer: JarUploadResponse = try await decode(RestCall(form: form, to: "/jars/upload"))
    return answer.id
  }

  /// Sends a file unless the same content is there already.
  /// - Returns: the executable's id.
  public func ensureJar(file: String) async throws -> String {
    let digest: String
    do { digest = try await FileDigest.sha256(ofFile: file) } catch {
      throw self.error(RestCall(.post, "/jars/upload"), .invalidArgument("\(error)"))
    }
    // The id begins with the digest at drey's JobManager, the name it was sent by at any.
    let isThere = { (file: JarList.File) in [file.id, file.name].contains { $0.hasPrefix("\(digest)_") } }
    if let known = try await jars().first(where: isThere) { return known.id }
    return try await uploadJar(file: file, name: "\(digest)_\(MultipartBody.fileName(file).suffix(80))")
  }

  /// Runs `main()` of a JAR in the JobManager, up to the job that it submits; once, however often it is asked, since the
  /// job's id is the request's. `POST /jars/:jarid/run`
  public func runJar(_ id: String, _ request: JarRunRequest) async throws {
    var call = RestCall(.post, "/jars/" + PercentEncoding.component(id) + "/run")
    do { try call.setJSON(request) } catch {
      throw self.error(call, .invalidArgument("the request cannot be written as JSON: \(error)"))
    }
    do { let _: JarRunResponse = try await decode(call) } catch let error as JobManagerClientError
      where error.isUnreachable
    {
      // The answer may be all that was lost.
      guard try await !isThere(request.jobID) else { return }
      try await runAgain(call, request.jobID)
    }
  }

  /// Where the first request is still being carried out, the job that it submits makes the second one's a double, which
  /// is refused.
  private func runAgain(_ call: RestCall, _ job: JobID) async throws {
    do { let _: JarRunResponse = try await decode(call) } catch let error as JobManagerClientError
      where error.status != nil
    {
      guard try await isThere(job) else { throw error }
    }
  }

  private func isThere(_ job: JobID) async throws -> Bool {
    do { _ = try await status(of: job) } catch let error as JobManagerClientError where error.isNotFound {
      return false
    }
    return true
  }

  /// Removes an executable; a conflict (`isConflict`) where a job needs it. `DELETE /jars/:jarid`
  public func deleteJar(_ id: String) async throws {
    try await send(RestCall(.delete, "/jars/" + PercentEncoding.component(id)))
  }
}
