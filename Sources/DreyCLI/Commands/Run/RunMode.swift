import ArgumentParser
import DreyDeploy
import DreyModel

/// The ways in which `drey run` deploys.
enum RunMode: String, CaseIterable, ExpressibleByArgument {
  case application
  case job

  func run(_ request: RunRequest) throws(Failure) -> any DeploymentRun {
    switch self {
    case .application: ApplicationRun(request)
    case .job: try JobRun(request)
    }
  }
}
