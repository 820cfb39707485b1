/// What an image must honour so that drey can run it as a part of a cluster.
///
/// Wherever Apache Flink's own image has a word for it (verbs, ports, variables, user id), this is Flink's word.
public enum ContainerContract {
  /// The version of this contract; an image says it in the label ``imageLabel``.
  public static let version = 1
  /// The image label that says which contract version the image honours.
  public static let imageLabel = "dev.drey.contract"
  /// The user and group every container runs as (the id of the `flink` user in Flink's image).
  public static let userID = 9999

  /// The first argument of an image's entry point.
  public enum Verb: String, Sendable, Codable, CaseIterable {
    /// The JobManager of a cluster that ends with its work: it runs the application's `main()`, or, with
    /// ``OptionKey/jobGraphPath``, one job whose `main()` runs on the client.
    case standaloneJob = "standalone-job"
    /// The JobManager of a session cluster.
    case jobManager = "jobmanager"
    /// A TaskManager.
    case taskManager = "taskmanager"
    /// Runs `main()` apart from the JobManager and submits its jobs to that by REST.
    case client
    /// Tries to connect to each `HOST:PORT` that follows and prints a ``ProbeResult`` as JSON per line; every image's
    /// executable knows it.
    case probe
    /// Makes one call of the REST API beside it and prints the status code, an end of line, and the body:
    /// `rest METHOD TARGET [BODY]`; every JobManager's executable knows it.
    case rest
    /// Makes the files of the ``SecretItem``s that follow it and ends: for a cluster that no client puts them into, such
    /// as one of Compose.
    case secrets = "secrets"
  }

  /// What the verb ``Verb/secrets`` makes, readable for the containers' user alone.
  public enum SecretItem: String, Sendable, CaseIterable {
    /// A random secret at ``Path/clusterSecret``, unless there is one.
    case cluster
    /// A random token at ``Path/restToken``, unless there is one.
    case restToken = "rest-token"
    /// What ``jobVariable`` holds, at ``Path/jobGraph``.
    case job
  }

  /// The variable from which the verb ``Verb/secrets`` takes a ``ShippedJob`` as JSON.
  public static let jobVariable = "DREY_JOB"

  /// TCP ports inside a cluster's private network.
  public enum Port {
    /// Where TaskManagers register (`jobmanager.rpc.port`).
    public static let rpc = 6123
    /// Where TaskManagers fetch artifacts (`blob.server.port`).
    public static let blob = 6124
    /// The REST API (`rest.port`).
    public static let rest = 8081
  }

  /// Absolute paths inside a container.
  public enum Path {
    /// Holds exactly one executable in an application image: the application.
    public static let userLibrary = "/opt/drey/usrlib"
    /// Where an image for Flink's JVMs holds Flink.
    public static let flinkHome = "/opt/flink"
    /// Mounted into every container of a cluster, holds what its client put there: the secret, and in a job cluster the
    /// job.
    public static let secrets = "/run/drey/secrets"
    /// The file with the secret that every frame connection must prove to know.
    public static let clusterSecret = "/run/drey/secrets/cluster"
    /// The ``ShippedJob`` of a job cluster, as JSON.
    public static let jobGraph = "/run/drey/secrets/job.json"
    /// The file with the token that every call of a session's REST API must present.
    public static let restToken = "/run/drey/rest/token"
    /// Mounted into a session's JobManager, and into clients that run `main()` in the cluster; holds the REST token.
    public static let restFolder = "/run/drey/rest"
    /// Mounted into JobManager and TaskManagers, writable and shared, as long as the cluster is there: checkpoints, and what
    /// a JobManager needs to go on after a restart.
    public static let state = "/var/lib/drey"
    /// Holds a file for each secret that a user gives the members; ``RoleEnvironment/secrets`` says where it is.
    public static let givenSecrets = "/run/secrets"
    /// The Unix socket on which the JobManager of a cluster that nobody enters serves its REST API.
    public static let restSocket = "/tmp/drey/rest.sock"
    /// Scratch space in memory; artifacts are kept below it, and a TaskManager executes them there.
    public static let scratch = "/tmp"
  }

  /// Variables that stand in for a path where a service runs without a container; processes that run a job's code do not
  /// inherit them.
  public enum PathVariable: String, Sendable, CaseIterable {
    /// Instead of ``Path/userLibrary``.
    case userLibrary = "DREY_USRLIB"
    /// Instead of ``Path/flinkHome``.
    case flinkHome = "DREY_FLINK_HOME"
    /// Instead of ``Path/clusterSecret``.
    case clusterSecret = "DREY_SECRET_FILE"
    /// Instead of ``Path/restToken``.
    case restToken = "DREY_REST_TOKEN_FILE"
    /// Instead of ``Path/scratch``.
    case scratch = "DREY_SCRATCH"
  }

  /// The name of the JobManager within its cluster, and its address unless `jobmanager.rpc.address` says another one.
  public static let jobManagerHost = "jobmanager"
}

/// Variables that tell an application's executable which part it plays.
public enum RoleEnvironment {
  /// Holds a ``ProcessRole``; absent means ``ProcessRole/local``.
  public static let role = "DREY_ROLE"
  /// The default parallelism of the job's operators (`parallelism.default`).
  public static let parallelism = "DREY_PARALLELISM"
  /// The options of jobs that `main()` does not set itself: ``Options/forMain``, a `key=value` on each line.
  public static let options = "DREY_OPTIONS"
  /// The folder with the files of the secrets that the members were given; absent: they were given none.
  public static let secrets = "DREY_SECRETS"
  /// The address that a worker accepts data connections on (`taskmanager.bind-host`); absent: all.
  public static let bindHost = "DREY_BIND_HOST"
  /// The bytes that the state of the process may take (`taskmanager.memory.managed.size`); absent: 70 % of what it may have.
  public static let stateMemory = "DREY_STATE_MEMORY"
  /// Makes Swift hash alike in all processes of an application, so that each `hashValue`, and the order of a set or dictionary,
  /// is the same wherever `main()` or a function of the job runs.
  public static let hashing = ["SWIFT_DETERMINISTIC_HASHING": "1"]
}

/// The part an application's executable plays in the process it is started as.
///
/// In every role but ``local`` the process's standard input is a stream socket whose other end is its supervisor;
/// control frames travel over it in both directions (see ``ControlFrame``).
public enum ProcessRole: String, Sendable, Codable {
  /// Runs its jobs in this process.
  case local
  /// Runs `main()` on the client; jobs are handed to the client that started it.
  case client
  /// Runs `main()` under the JobManager; jobs are handed to it.
  case application
  /// Rebuilds one job's graph and runs the subtasks that its TaskManager was given.
  case worker
}

/// The framing of control messages: a 4-byte big-endian length, then that many bytes of JSON.
public enum ControlFrame {
  /// Both sides of a connection must speak the same version.
  public static let protocolVersion = 2
  /// A longer frame is refused: 16 MiB.
  public static let maximumLength = 16 << 20
}
