import DreyModel
import JobManagerClient

/// Whether a session that is ready can be entered from here: a port that is published on the loopback of another machine,
/// or of a machine that this process only sees a container of, leads nowhere.
struct SessionEntrance: Sendable {
  let run: String
  let target: any Target

  /// - Throws: ``DreyModel/Failure`` of the domain `infrastructure` that says where nobody answers.
  func check() async throws {
    guard let session = try await target.clusters(.run(run)).first else { return }
    let access = try await target.restAccess(of: session)
    // It has just said that it answers, so that there is nothing to wait for.
    let client = try JobManagerClient(
      endpoint: JobManagerEndpoint(host: access.host, port: access.port), token: access.token, timeout: .seconds(10))
    defer { client.close() }
    do { _ = try await client.overview() } catch let error as JobManagerClientError
      where error.isUnreachable
    {
      throw Failure(
        .infrastructure, "session '\(session.name)' runs, but it cannot be entered from here: \(error)",
        advice:
          "Its REST API is published on the loopback of the machine that the engine runs on. Run drey there, or in a "
          + "container of that engine, or use --mode application or job, which the engine itself is enough for.")
    } catch is JobManagerClientError {
      // Somebody answers, and may have to begin yet.
    }
  }
}
