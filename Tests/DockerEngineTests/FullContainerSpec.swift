import DockerEngine

extension ContainerSpec {
  /// A spec in which nothing has its default value.
  static var full: ContainerSpec {
    var host = HostConfig()
    host.binds = ["/h:/c:ro"]
    host.mounts = [
      Mount(.bind(source: "/in"), at: "/in", isReadOnly: true),
      Mount(.volume(name: "v", copiesImageContent: false, labels: ["l": "1"]), at: "/v"),
      Mount(.tmpfs(size: 1024, mode: 0o700), at: "/t"),
    ]
    host.tmpfs = ["/tmp": "size=64m"]
    host.readOnlyRootFilesystem = true
    host.droppedCapabilities = ["ALL"]
    host.addedCapabilities = ["CHOWN"]
    host.securityOptions = ["no-new-privileges"]
    host.pidsLimit = 10
    host.memory = 1 << 20
    host.memorySwap = 1 << 20
    host.nanoCPUs = 500_000_000
    host.usesInit = true
    host.log = LogConfig(driver: "local", options: ["max-size": "1m"])
    host.portBindings = [Port(80): [PortBinding(hostAddress: "127.0.0.1"), PortBinding(hostAddress: "", hostPort: 81)]]
    host.restartPolicy = .onFailure(maximumRetries: 3)
    host.networkMode = "net"
    host.ulimits = [Ulimit(name: "nofile", soft: 1, hard: 2)]
    host.extraHosts = ["a:1.2.3.4"]
    return ContainerSpec(
      image: "i:1", command: ["a", "b"], entrypoint: ["/e"], environment: ["B": "x=y", "A": ""], labels: ["k": "v"],
      user: "1:2", workingDirectory: "/w", hostname: "h", exposedPorts: [Port(53, .udp)], stopSignal: "SIGINT",
      stopTimeout: 4,
      healthcheck: Healthcheck(
        test: ["CMD", "/h"], interval: .seconds(1), timeout: .milliseconds(500), retries: 2, startPeriod: .seconds(3)),
      host: host, networks: ["net": NetworkAttachmentSpec(aliases: ["x"], ipv4Address: "10.0.0.9")])
  }

  /// What goes over the wire for `full`.
  static let fullJSON = [
    #"{"Cmd":["a","b"],"Entrypoint":["/e"],"Env":["A=","B=x=y"],"ExposedPorts":{"53/udp":{}},"#,
    #""Healthcheck":{"Interval":1000000000,"Retries":2,"StartPeriod":3000000000,"Test":["CMD","/h"],"Timeout":500000000},"#,
    #""HostConfig":{"Binds":["/h:/c:ro"],"CapAdd":["CHOWN"],"CapDrop":["ALL"],"ExtraHosts":["a:1.2.3.4"],"Init":true,"#,
    #""LogConfig":{"Config":{"max-size":"1m"},"Type":"local"},"Memory":1048576,"MemorySwap":1048576,"Mounts":["#,
    #"{"ReadOnly":true,"Source":"/in","Target":"/in","Type":"bind"},"#,
    #"{"ReadOnly":false,"Source":"v","Target":"/v","Type":"volume","VolumeOptions":{"Labels":{"l":"1"},"NoCopy":true}},"#,
    #"{"ReadOnly":false,"Target":"/t","TmpfsOptions":{"Mode":448,"SizeBytes":1024},"Type":"tmpfs"}],"#,
    #""NanoCpus":500000000,"NetworkMode":"net","PidsLimit":10,"PortBindings":{"80/tcp":["#,
    #"{"HostIp":"127.0.0.1","HostPort":""},{"HostIp":"","HostPort":"81"}]},"ReadonlyRootfs":true,"#,
    #""RestartPolicy":{"MaximumRetryCount":3,"Name":"on-failure"},"SecurityOpt":["no-new-privileges"],"#,
    #""Tmpfs":{"/tmp":"size=64m"},"Ulimits":[{"Hard":2,"Name":"nofile","Soft":1}]},"Hostname":"h","Image":"i:1","#,
    #""Labels":{"k":"v"},"NetworkingConfig":{"EndpointsConfig":{"net":{"Aliases":["x"],"#,
    #""IPAMConfig":{"IPv4Address":"10.0.0.9"}}}},"StopSignal":"SIGINT","StopTimeout":4,"Tty":false,"User":"1:2","#,
    #""WorkingDir":"/w"}"#,
  ].joined()
}
