package dev.drey.jobs;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The smallest job: prints the numbers 1 to 3. */
public final class Trivial {
    public static void main(String[] words) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        Output.print(env.fromSequence(1, 3).map(String::valueOf));
        env.execute("Trivial");
    }
}
