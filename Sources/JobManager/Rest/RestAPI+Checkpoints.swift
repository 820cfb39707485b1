import DreyModel
import FoundationEssentials
import HTTPTypes
import Hummingbird

// Checkpoints and savepoints of jobs that are there.
extension RestAPI {
  func addCheckpoints(to group: RouterGroup<RestContext>) {
    group.get("jobs/:jobid/checkpoints") { _, context in
      RestAnswer.json(try await answers(context).checkpointStatistics)
    }
    group.post("jobs/:jobid/checkpoints") { try await triggerCheckpoint($0, $1) }
    // Flink has a word and a trigger's name at the same place.
    group.get("jobs/:jobid/checkpoints/:triggerid") { _, context in
      guard try context.parameters.require("triggerid") != "config" else {
        return RestAnswer.json(try await answers(context).checkpointConfiguration)
      }
      return RestAnswer.json(try await checkpointStatus(context))
    }
    group.get("jobs/:jobid/checkpoints/details/:checkpointid") { _, context in
      RestAnswer.json(try await checkpoint(context))
    }
    group.post("jobs/:jobid/savepoints") { try await triggerSavepoint($0, $1) }
    group.get("jobs/:jobid/savepoints/:triggerid") { _, context in RestAnswer.json(try await savepointStatus(context)) }
    group.post("jobs/:jobid/stop") { try await stop($0, $1) }
    group.post("savepoint-disposal") { request, _ in try await dispose(request) }
    group.get("savepoint-disposal/:triggerid") { _, context in RestAnswer.json(try await disposalStatus(context)) }
  }

  private func triggerCheckpoint(_ request: Request, _ context: RestContext) async throws -> Response {
    let body: CheckpointTriggerRequest = try await body(of: request, default: CheckpointTriggerRequest())
    return accepted(
      try await dispatcher.triggerSavepoint(
        jobID(context), target: nil, kind: .checkpoint, request: body.triggerID ?? .random()))
  }

  private func triggerSavepoint(_ request: Request, _ context: RestContext) async throws -> Response {
    let body: SavepointTriggerRequest = try await body(of: request, default: SavepointTriggerRequest())
    return accepted(
      try await dispatcher.triggerSavepoint(
        jobID(context), target: body.targetDirectory, kind: .savepoint, request: body.triggerID ?? .random(),
        cancelsJob: body.cancelJob == true))
  }

  private func stop(_ request: Request, _ context: RestContext) async throws -> Response {
    let body: SavepointStopRequest = try await body(of: request, default: SavepointStopRequest())
    return accepted(
      try await dispatcher.triggerSavepoint(
        jobID(context), target: body.targetDirectory, kind: body.drain == true ? .drain : .stop,
        request: body.triggerID ?? .random()))
  }

  private func dispose(_ request: Request) async throws -> Response {
    let body: SavepointDisposalRequest = try await body(of: request, default: nil)
    // Flink answers 200 here, unlike to all else that takes a while.
    return RestAnswer.json(AsyncOperationTrigger(try await dispatcher.disposeSavepoint(body.savepointPath)), .ok)
  }

  private func checkpoint(_ context: RestContext) async throws -> CheckpointStatistics.Entry {
    let text = try context.parameters.require("checkpointid")
    let statistics = try await answers(context).checkpointStatistics
    guard let entry = statistics.history.first(where: { "\($0.id)" == text }) else {
      throw RestError(.notFound, "Could not find checkpointing statistics for checkpoint \(text.prefix(64))")
    }
    return entry
  }
}

// What has become of what was asked for.
extension RestAPI {
  private func savepointStatus(_ context: RestContext) async throws -> AsyncOperationInfo<SavepointInfo> {
    switch try operation(requestID(context), of: try await answers(context)) {
    case .inProgress: AsyncOperationInfo(nil)
    case .completed(let path): AsyncOperationInfo(SavepointInfo(location: path ?? ""))
    case .failed(let failure): AsyncOperationInfo(SavepointInfo(failure: failure))
    }
  }

  private func checkpointStatus(_ context: RestContext) async throws -> AsyncOperationInfo<CheckpointTriggerInfo> {
    let answers = try await answers(context)
    switch try operation(requestID(context), of: answers) {
    case .inProgress: return AsyncOperationInfo(nil)
    case .failed(let failure): return AsyncOperationInfo(CheckpointTriggerInfo(failure: failure))
    case .completed(let path):
      let known = answers.checkpointStatistics.history.first { $0.externalPath == path }
      return AsyncOperationInfo(CheckpointTriggerInfo(checkpointID: known?.id ?? 0))
    }
  }

  private func operation(_ request: SavepointRequestID, of job: any JobAnswers) throws -> SavepointOperation {
    guard let operation = job.operation(request) else {
      throw RestError(.notFound, "there is no savepoint operation \(request) of job \(job.id)")
    }
    if operation != .inProgress { unread.read(request) }
    return operation
  }

  private func disposalStatus(_ context: RestContext) async throws -> AsyncOperationInfo<PlainOperation> {
    switch try await dispatcher.disposalStatus(requestID(context)) {
    case .inProgress: AsyncOperationInfo(nil)
    case .completed: AsyncOperationInfo(PlainOperation())
    case .failed(let failure): AsyncOperationInfo(PlainOperation(failure: failure))
    }
  }

  private func requestID(_ context: RestContext) throws -> SavepointRequestID {
    let text = try context.parameters.require("triggerid")
    guard let id = SavepointRequestID(hex: text.lowercased()) else {
      throw RestError(.badRequest, "'\(text.prefix(64))' is not a trigger id, which has 32 hexadecimal digits")
    }
    return id
  }

  /// The end of a cluster that ends with its job waits for the client.
  private func accepted(_ request: SavepointRequestID) -> Response {
    unread.began(request)
    return RestAnswer.json(AsyncOperationTrigger(request), .accepted)
  }

  /// - Parameter fallback: what an empty body means; nil: it must not be empty.
  private func body<Body: Decodable>(of request: Request, default fallback: Body?) async throws -> Body {
    let content = try await request.body.collect(upTo: min(1 << 20, settings.maximumContentLength))
    if content.readableBytes == 0, let fallback { return fallback }
    return try decode(content, "request")
  }
}
