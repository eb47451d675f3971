package dev.entrepot.proxy.cli;

import dev.entrepot.proxy.demo.Demo;
import dev.entrepot.proxy.demo.Progress;
import dev.entrepot.proxy.demo.Rehearsal;
import dev.entrepot.proxy.demo.Stage;
import dev.entrepot.proxy.demo.upstream.DemoImage;
import dev.entrepot.proxy.demo.upstream.DemoImages;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "rehearse",
        hidden = true,
        description =
                "Do what a server does, over and over: a JVM that looks on writes what it learns into an AOT cache "
                        + "(-XX:AOTCacheOutput). The launcher calls this once after each build.")
final class RehearseCommand implements Callable<Integer> {

    @Override
    public Integer call() throws IOException, InterruptedException {
        // What goes wrong here is meant to; access lines are written, as by a server.
        Silence.of("entrepot.access");
        Rehearsal rehearsal = Rehearsal.whole();
        try (Stage stage = stage(rehearsal.images())) {
            rehearsal.play(stage);
        }
        DemoImages images = DemoImages.make();
        try (Stage stage = stage(images.all())) {
            new Demo(stage, images, Progress.NONE).play();
        }
        return ExitCode.FINE;
    }

    /** Of which nothing is left either when the process is told to end. */
    private static Stage stage(List<DemoImage> images) throws IOException {
        Stage stage = Stage.set(images);
        Runtime.getRuntime().addShutdownHook(new Thread(stage::close, "rehearsal-end"));
        return stage;
    }
}
