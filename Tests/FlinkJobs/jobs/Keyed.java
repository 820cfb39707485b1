package dev.drey.jobs;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Counts per key in keyed state, with checkpoints, and prints one line at the end: {@code records N keys K checksum C}.
 * The answer depends on the number of records alone, so a run that recovered has to give that of an undisturbed one.
 *
 * <p>{@code --records N}, {@code --keys K}, {@code --rate R} records per second and subtask (0, the default: no limit),
 * {@code --interval MS} between checkpoints (0: none), {@code --checkpoints URI}. Restarts are as configured.
 */
public final class Keyed {
    public static void main(String[] words) throws Exception {
        Arguments arguments = new Arguments(words);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        checkpoints(env, arguments);
        long keys = arguments.get("keys", 1000);
        DataStream<Tuple2<Long, Long>> counts = env
            .fromSource(source(env, arguments), WatermarkStrategy.noWatermarks(), "records")
            .map(record -> new Tuple2<>(Long.remainderUnsigned(Lines.mix(record), keys), 1L))
            .returns(Types.TUPLE(Types.LONG, Types.LONG))
            .keyBy(pair -> pair.f0, Types.LONG)
            .process(new SumAtEnd()).returns(Types.TUPLE(Types.LONG, Types.LONG)).name("count");
        Output.print(counts.keyBy(pair -> 0L, Types.LONG).process(new ChecksumAtEnd()).setParallelism(1).name("checksum"));
        env.execute("Keyed");
    }

    private static void checkpoints(StreamExecutionEnvironment env, Arguments arguments) {
        long interval = arguments.get("interval", 0);
        if (interval > 0) env.enableCheckpointing(interval);
        String folder = arguments.get("checkpoints", null);
        if (folder == null) return;
        Configuration configuration = new Configuration();
        configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, folder);
        env.configure(configuration);
    }

    private static DataGeneratorSource<Long> source(StreamExecutionEnvironment env, Arguments arguments) {
        GeneratorFunction<Long, Long> same = index -> index;
        long records = arguments.get("records", 100_000);
        long rate = arguments.get("rate", 0);
        var limit =
            rate > 0 ? RateLimiterStrategy.perSecond((double) rate * env.getParallelism()) : RateLimiterStrategy.noOp();
        return new DataGeneratorSource<>(same, records, limit, Types.LONG);
    }
}
