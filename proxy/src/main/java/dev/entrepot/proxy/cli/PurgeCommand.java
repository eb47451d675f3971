package dev.entrepot.proxy.cli;

import dev.entrepot.config.value.ByteSize;
import dev.entrepot.proxy.admin.Json;
import dev.entrepot.proxy.admin.PurgeAnswer;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "purge",
        description = {
            "Have a running proxy forget something, so that the next pull asks the upstream.",
            "Blobs that no image needs any more are deleted; who is reading one reads it to the end."
        })
final class PurgeCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private AdminOptions options;

    @Parameters(
            paramLabel = "IMAGE|DIGEST|UPSTREAM",
            description = {
                "An image: alpine:3.20 is that tag with what it alone needs, ghcr.io/org/app@sha256:… that manifest, "
                        + "ghcr.io/org/app everything of the repository.",
                "A digest: sha256:… is that blob, whoever needs it.",
                "An upstream: ghcr.io is everything that was pulled from it."
            })
    @SuppressWarnings("NullAway.Init")
    private String what;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        return AdminCall.run(spec, options, (client, err) -> report(client.post("/purge", "what", what), err));
    }

    private int report(HttpResponse<String> answer, PrintWriter err) {
        PurgeAnswer purged;
        try {
            purged = Json.read(answer.body(), PurgeAnswer.class);
        } catch (IllegalArgumentException e) {
            err.println("entrepot: " + answer.body().strip());
            return ExitCode.FAILED;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "%s: %d tags, %d manifests and %d blobs gone, %s freed%n",
                purged.purged(),
                purged.tags(),
                purged.manifests(),
                purged.blobs(),
                ByteSize.rounded(purged.freedBytes()));
        out.flush();
        purged.problems().forEach(problem -> err.println("entrepot: still there: " + problem));
        return answer.statusCode() == 200 ? ExitCode.FINE : ExitCode.FAILED;
    }
}
