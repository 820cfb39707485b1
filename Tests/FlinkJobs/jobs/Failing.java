package dev.drey.jobs;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Fails on purpose: in a map function, or in main() before execute with {@code --in main}. */
public final class Failing {
    public static void main(String[] words) throws Exception {
        if (new Arguments(words).get("in", "map").equals("main")) throw new IllegalStateException("main fails on purpose");
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        Output.print(env.fromSequence(1, 3).map(Failing::fail));
        env.execute("Failing");
    }

    private static String fail(long number) {
        throw new IllegalStateException("map fails on purpose");
    }
}
