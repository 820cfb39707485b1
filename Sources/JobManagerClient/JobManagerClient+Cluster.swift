import CurlHTTP
public import DreyModel

// The cluster as a whole.
extension JobManagerClient {
  /// The cluster in numbers. `GET /overview`
  public func overview() async throws -> ClusterOverview { try await decode(RestCall(.get, "/overview")) }

  /// What a dashboard needs to know. `GET /config`
  public func configuration() async throws -> DashboardConfiguration { try await decode(RestCall(.get, "/config")) }

  /// The options the JobManager was given, secrets masked. `GET /jobmanager/config`
  public func jobManagerConfiguration() async throws -> [ConfigurationEntry] {
    try await decode(RestCall(.get, "/jobmanager/config"))
  }

  /// What the JobManager runs in; drey's own does not say. `GET /jobmanager/environment`
  public func jobManagerEnvironment() async throws -> JobManagerEnvironment {
    try await decode(RestCall(.get, "/jobmanager/environment"))
  }

  /// All TaskManagers. `GET /taskmanagers`
  public func taskManagers() async throws -> [TaskManagerInfo] {
    let info: TaskManagersInfo = try await decode(RestCall(.get, "/taskmanagers"))
    return info.taskManagers
  }

  /// One TaskManager with the slots that jobs have. `GET /taskmanagers/:taskmanagerid`
  public func taskManager(_ id: String) async throws -> TaskManagerInfo {
    try await decode(RestCall(.get, "/taskmanagers/" + PercentEncoding.component(id)))
  }

  /// Ends the cluster: its jobs, its TaskManagers, then the JobManager. Returns when the JobManager has understood.
  /// `DELETE /cluster`
  public func shutDown() async throws { try await send(RestCall(.delete, "/cluster")) }
}
