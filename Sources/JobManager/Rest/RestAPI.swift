import ControlPlane
import DreyModel
import HTTPTypes
import Hummingbird

/// Flink's REST API: which path is answered by what.
struct RestAPI: Sendable {
  let settings: RestSettings
  let dispatcher: Dispatcher
  /// nil where the cluster takes no jobs from clients: then there are no paths for it.
  let store: ArtifactStore?
  let events: EventLog
  var unread = UnreadOperations()
  /// Ends the cluster.
  let shutDown: @Sendable () -> Void

  /// Every path with and without the version before it.
  var router: Router<RestContext> {
    let router = Router(context: RestContext.self)
    router.add(middleware: ErrorAnswers(events: events))
    for prefix in ["", "v1"] {
      let group = router.group(RouterPath(prefix))
      addCluster(to: group)
      addJobs(to: group)
      addCheckpoints(to: group)
      if let store { addSubmissions(to: group, store) }
    }
    return router
  }

  private func addCluster(to group: RouterGroup<RestContext>) {
    group.delete("cluster") { _, _ in shutDownAnswer() }
    group.get("overview") { _, _ in RestAnswer.json(await dispatcher.overview) }
    group.get("config") { _, _ in RestAnswer.json(dashboard) }
    group.get("jobmanager/config") { _, _ in RestAnswer.json(configurationEntries) }
    group.get("taskmanagers") { _, _ in RestAnswer.json(await dispatcher.taskManagersInfo) }
    group.get("taskmanagers/:taskmanagerid") { _, context in
      RestAnswer.json(try await dispatcher.taskManagerInfo(try context.parameters.require("taskmanagerid")))
    }
  }

  private func addJobs(to group: RouterGroup<RestContext>) {
    group.get("jobs") { _, _ in
      RestAnswer.json(JobIDsOverview(jobs: await dispatcher.summaries.map { .init(id: $0.id, status: $0.state) }))
    }
    group.get("jobs/overview") { _, _ in RestAnswer.json(JobsOverview(jobs: await dispatcher.summaries)) }
    group.get("jobs/:jobid") { _, context in RestAnswer.json(try await answers(context).details) }
    group.patch("jobs/:jobid") { request, context in try await cancel(request, context) }
    group.get("jobs/:jobid/status") { _, context in
      RestAnswer.json(JobStatusInfo(status: try await dispatcher.status(of: jobID(context))))
    }
    group.get("jobs/:jobid/execution-result") { _, context in
      RestAnswer.json(try await answers(context).executionResult)
    }
    group.get("jobs/:jobid/accumulators") { _, context in RestAnswer.json(try await answers(context).accumulators) }
    group.get("jobs/:jobid/exceptions") { request, context in
      RestAnswer.json(try await answers(context).exceptions(limit: limit(of: request)))
    }
    group.get("jobs/:jobid/config") { _, context in RestAnswer.json(try await answers(context).configuration) }
    group.get("jobs/:jobid/plan") { _, context in RestAnswer.json(JobPlanInfo(plan: try await answers(context).plan)) }
    group.get("jobs/:jobid/vertices/:vertexid") { _, context in
      RestAnswer.json(try await vertex(context) { $0.vertex(id: $1) })
    }
    group.get("jobs/:jobid/vertices/:vertexid/taskmanagers") { _, context in
      RestAnswer.json(try await vertex(context) { $0.taskManagers(ofVertex: $1) })
    }
  }

  private func addSubmissions(to group: RouterGroup<RestContext>, _ store: ArtifactStore) {
    group.post("jobs") { request, _ in try await submit(request, store) }
    group.get("jars") { request, _ in await jars(request, store) }
    group.post("jars/upload") { request, _ in try await upload(request, store) }
    group.delete("jars/:jarid") { _, context in try await removeJar(try context.parameters.require("jarid"), store) }
  }
}
