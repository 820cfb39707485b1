public import DreyModel
public import StreamRecords
public import TaskRuntime

extension DataStream {
  /// Runs the job and returns the records of this stream, in no particular order.
  ///
  /// ```swift
  /// let squares = try await env.generateSequence(from: 1, to: 3).map { $0 * $0 }.executeAndCollect()  // 1, 4, 9
  /// ```
  /// The stream has to end. In a cluster the records come back by way of the JobManager and take no more than
  /// ``DreyModel/EncodedRecords/clusterLimit`` bytes, encoded; a job that collects more fails.
  /// - Throws: ``DreyModel/Failure`` where the job is invalid, failed, was cancelled, or collected too much.
  @inlinable public nonisolated(nonsending) func executeAndCollect(
    _ jobName: String = "Drey Streaming Job"
  ) async throws -> [Record] {
    let name = env.nameForCollected()
    sink("Sink: Collect") { context in
      let records = try context.subtask.getAccumulator(name, as: RecordList.self)
      let limit = context.subtask.collectLimit
      return Output(batch: { batch in try records.append(batch, limit: limit) }, signal: { _ in })
    }
    return try CollectedRecords.records(of: name, in: try await env.execute(jobName))
  }
}

@usableFromInline
enum CollectedRecords {
  /// What a job collected under a name.
  @inlinable static func records<Record: StreamCodable>(of name: String, in result: JobResult) throws -> [Record] {
    let encoded = try encoded(name, result)
    var records: [Record] = []
    let failed = try encoded.bytes.withUnsafeBytes { bytes in
      var reader = ByteReader(bytes)
      while records.count < encoded.count, !reader.failed { records.append(try .get(from: &reader)) }
      return reader.failed || reader.remaining > 0
    }
    if failed { throw malformed(name) }
    return records
  }

  @usableFromInline static func encoded(_ name: String, _ result: JobResult) throws(Failure) -> EncodedRecords {
    switch result.accumulators[name] {
    case .list(let records): return records
    case .failed(let why):
      throw Failure(
        .user, "job '\(result.name)': \(why)", advice: "Collect fewer, or write them with a sink such as writeText.")
    default: throw malformed(name)
    }
  }

  @usableFromInline static func malformed(_ name: String) -> Failure {
    Failure(
      .infrastructure, "the job's result does not hold the records of '\(name)'",
      advice: "Check that put and get of the record's StreamCodable conformance mirror each other.")
  }
}
