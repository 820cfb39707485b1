import CurlHTTP
public import DreyModel

// Jobs that are there.
extension JobManagerClient {
  /// Ids and states. `GET /jobs`
  public func jobs() async throws -> [JobIDsOverview.Entry] {
    let overview: JobIDsOverview = try await decode(RestCall(.get, "/jobs"))
    return overview.jobs
  }

  /// A summary of every job. `GET /jobs/overview`
  public func jobsOverview() async throws -> [JobSummary] {
    let overview: JobsOverview = try await decode(RestCall(.get, "/jobs/overview"))
    return overview.jobs
  }

  /// `GET /jobs/:jobid`
  public func job(_ id: JobID) async throws -> JobDetails { try await decode(RestCall(.get, "/jobs/\(id)")) }

  /// `GET /jobs/:jobid/status`
  public func status(of id: JobID) async throws -> JobStatus {
    let info: JobStatusInfo = try await decode(RestCall(.get, "/jobs/\(id)/status"))
    return info.status
  }

  /// What a job's accumulators have come to by now, by name; those that are lists of records are left out.
  /// `GET /jobs/:jobid/accumulators`
  public func accumulators(of id: JobID) async throws -> [String: AccumulatorValue] {
    let info: JobAccumulatorsInfo = try await decode(RestCall(.get, "/jobs/\(id)/accumulators"))
    return info.values
  }

  /// `GET /jobs/:jobid/config`
  public func configuration(of id: JobID) async throws -> JobConfigurationInfo {
    try await decode(RestCall(.get, "/jobs/\(id)/config"))
  }

  /// `GET /jobs/:jobid/plan`
  public func plan(of id: JobID) async throws -> JobPlan {
    let info: JobPlanInfo = try await decode(RestCall(.get, "/jobs/\(id)/plan"))
    return info.plan
  }

  /// What went wrong, newest first. `GET /jobs/:jobid/exceptions`
  /// - Parameter limit: how many; nil leaves it to the JobManager.
  public func exceptions(of id: JobID, limit: Int? = nil) async throws -> JobExceptions {
    var call = RestCall(.get, "/jobs/\(id)/exceptions")
    call.query.add("maxExceptions", limit)
    return try await decode(call)
  }

  /// Which TaskManagers run a vertex. `GET /jobs/:jobid/vertices/:vertexid/taskmanagers`
  /// - Parameter vertex: 32 hexadecimal digits; see ``DreyModel/JobVertexDetails/id``.
  public func taskManagers(ofVertex vertex: String, of id: JobID) async throws -> JobVertexTaskManagersInfo {
    try await decode(RestCall(.get, "/jobs/\(id)/vertices/\(PercentEncoding.component(vertex))/taskmanagers"))
  }

  /// Asks for the end of a job; to be followed by ``waitForEnd(of:)``. `PATCH /jobs/:jobid?mode=cancel`
  ///
  /// A conflict (`isConflict`) where the job has ended otherwise.
  public func cancel(_ id: JobID) async throws {
    var call = RestCall(.patch, "/jobs/\(id)")
    call.query.add("mode", "cancel")
    try await send(call)
  }
}

// Ends of jobs.
extension JobManagerClient {
  /// The result, if there is one by now. `GET /jobs/:jobid/execution-result`
  public func executionResult(of id: JobID) async throws -> JobExecutionResultInfo {
    try await decode(RestCall(.get, "/jobs/\(id)/execution-result"))
  }

  /// Waits for a job's end and returns its result. Throws where the cluster is gone or does not know the job.
  public func result(of id: JobID) async throws -> JobExecutionResultInfo.Result {
    var interval = PollInterval()
    while true {
      let info = try await executionResult(of: id)
      if info.status.id == .completed {
        if let result = info.result { return result }
        let call = RestCall(.get, "/jobs/\(id)/execution-result")
        throw error(call, .unreadable("it is completed without a job-execution-result", excerpt: ""))
      }
      try await Task.sleep(for: interval.next())
    }
  }

  /// Waits for a job's end. Throws where the cluster is gone or does not know the job.
  /// - Returns: the state that nothing follows.
  public func waitForEnd(of id: JobID) async throws -> JobStatus {
    var interval = PollInterval()
    while true {
      let status = try await status(of: id)
      if status.isGloballyTerminal { return status }
      try await Task.sleep(for: interval.next())
    }
  }
}

// New jobs.
extension JobManagerClient {
  /// Submits a job and returns its id once it is accepted; it may have to wait for slots. `POST /jobs`
  ///
  /// A job without an id is given one here, so that a submission whose answer was lost can be sent again and runs once.
  /// Throws a conflict (`isConflict`) for an id that another job has, not-found (`isNotFound`) for an executable that was
  /// not uploaded, status 503 where too many jobs wait.
  @discardableResult
  public func submit(_ job: SessionJob) async throws -> JobID {
    var job = job
    let id = job.jobID ?? .random()
    job.jobID = id
    let fileName = "job-graph.json"
    var form = MultipartBody()
    var call = RestCall(.post, "/jobs")
    do {
      let request = try RestCoding.encode(JobSubmitRequest(jobGraphFileName: fileName))
      form.add("request", type: "application/json", .bytes(request))
      form.add("file_0", fileName: fileName, type: "application/json", .bytes(try RestCoding.encode(job)))
    } catch {
      throw self.error(call, .invalidArgument("job '\(job.submission.graph.name)' cannot be written as JSON: \(error)"))
    }
    call = RestCall(form: form, to: "/jobs")
    let answer: JobSubmitResponse = try await decode(call)
    guard answer.jobUrl.hasSuffix(id.hex) else {
      throw error(call, .unreadable("it names another job", excerpt: String(answer.jobUrl.prefix(200))))
    }
    return id
  }
}
