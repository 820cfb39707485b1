import DreyModel
import FoundationEssentials
import HTTPTypes
import Hummingbird

// Jobs that are there.
extension RestAPI {
  // The optimizer of Swift 6.3 crashes if it puts this function into another one twice.
  @inline(never) func answers(_ context: RestContext) async throws -> any JobAnswers {
    try await dispatcher.answers(of: jobID(context))
  }

  func jobID(_ context: RestContext) throws -> JobID {
    let text = try context.parameters.require("jobid")
    guard let id = JobID(hex: text.lowercased()) else {
      throw RestError(.badRequest, "'\(text.prefix(64))' is not a job id, which has 32 hexadecimal digits")
    }
    return id
  }

  func limit(of request: Request) throws -> Int {
    guard let text = request.uri.queryParameters["maxExceptions"] else { return 16 }
    guard let limit = Int(text), limit >= 0 else {
      throw RestError(.badRequest, "maxExceptions is '\(text.prefix(64))', expected a whole number of at least 0")
    }
    return limit
  }

  func vertex<Body: Sendable>(
    _ context: RestContext, _ body: (any JobAnswers, String) -> Body?
  ) async throws -> Body {
    let id = try context.parameters.require("vertexid")
    let answers = try await answers(context)
    guard let body = body(answers, id.lowercased()) else {
      throw RestError(.notFound, "there is no vertex '\(id.prefix(64))' in job \(answers.id)")
    }
    return body
  }

  func cancel(_ request: Request, _ context: RestContext) async throws -> Response {
    let mode = request.uri.queryParameters["mode"] ?? "cancel"
    guard mode == "cancel" else {
      throw RestError(.badRequest, "mode is '\(mode.prefix(64))', the one there is is 'cancel'")
    }
    try await dispatcher.cancel(jobID(context))
    return RestAnswer.json(EmptyResponse(), .accepted)
  }
}

// New jobs.
extension RestAPI {
  /// Bytes that a submission may have; it is kept until the job's end. A graph of a thousand vertices has 200 KB.
  /// The values that main() made part of it may have 4 MiB, its environment 1 MiB, and both are escaped as JSON.
  static let submissionLimit = 16 << 20
  /// Subtasks that a job may have.
  static let subtaskLimit = 100_000

  func submit(_ request: Request, _ store: ArtifactStore) async throws -> Response {
    let parts = try await MultipartForm.collect(
      request, limit: min(Self.submissionLimit, settings.maximumContentLength))
    guard let head = parts.first(where: { $0.name == "request" }) else {
      throw RestError(.badRequest, "there is no part 'request'")
    }
    let body: JobSubmitRequest = try decode(head.content, "part 'request'")
    guard (body.jobJarFileNames ?? []).isEmpty, (body.jobArtifactFileNames ?? []).isEmpty else {
      throw RestError(
        .badRequest, "jobJarFileNames and jobArtifactFileNames have to be empty",
        "Upload executables by POST /jars/upload.")
    }
    guard let name = body.jobGraphFileName, let file = parts.first(where: { $0.fileName == name }) else {
      throw RestError(.badRequest, "there is no part with the file name of jobGraphFileName")
    }
    let job: SessionJob = try decode(file.content, "job graph")
    try check(job)
    let artifact = try await store.entry(job.jarID).artifact
    let id = try await dispatcher.submit(
      job, artifact, parallelism: job.parallelism ?? settings.parallelism, bytes: file.content.readableBytes)
    // What is accepted outlives a restart from here on; where it cannot, the log says so.
    try? await dispatcher.store.settled()
    return RestAnswer.json(JobSubmitResponse(jobID: id), .accepted)
  }

  func decode<Body: Decodable>(_ content: ByteBuffer, _ what: String) throws -> Body {
    do {
      return try JSONDecoder().decode(Body.self, from: Data(content.readableBytesView))
    } catch let error as DecodingError {
      throw RestError(.badRequest, "the \(what) cannot be read: \(Self.describe(error))")
    } catch {
      throw RestError(.badRequest, "the \(what) is not JSON")
    }
  }

  private static func describe(_ error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, let context): "\(path(context.codingPath))'\(key.stringValue)' is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      "\(path(context.codingPath))\(context.debugDescription)"
    @unknown default: "\(error)"
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    keys.isEmpty ? "" : keys.map(\.stringValue).joined(separator: ".") + ": "
  }

  private func check(_ job: SessionJob) throws {
    do { try job.submission.graph.validate() } catch { throw RestError(.badRequest, "\(error)") }
    // Counted without making a list of them.
    let subtasks = job.submission.graph.vertices.reduce(0) { $0 + $1.parallelism }
    guard subtasks <= Self.subtaskLimit else {
      throw RestError(.badRequest, "the job has \(subtasks) subtasks, allowed are \(Self.subtaskLimit)")
    }
    guard job.submission.executionIndex >= 0, (1...32_768).contains(job.parallelism ?? 1) else {
      throw RestError(.badRequest, "executionIndex has to be 0 or more, and parallelism 1 to 32768")
    }
    do throws(Failure) {
      try ProgramArguments.check(job.arguments)
      if let environment = job.submission.environment { _ = try MainEnvironment.travelling(environment) }
    } catch { throw RestError(.badRequest, error.message, error.advice) }
  }
}
