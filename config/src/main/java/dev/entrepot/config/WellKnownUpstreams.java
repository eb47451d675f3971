package dev.entrepot.config;

import dev.entrepot.config.source.Origin;
import dev.entrepot.config.source.Setting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The registries that need no configuration, as the lowest layer of settings. */
final class WellKnownUpstreams {

    /** One name is not where the registry answers: docker.io redirects browsers, and its API lives elsewhere. */
    private static final String DOCKER_HUB = "docker.io";

    private static final List<String> SAME_HOST =
            List.of("ghcr.io", "quay.io", "registry.k8s.io", "gcr.io", "mcr.microsoft.com", "public.ecr.aws");

    private static final Origin BUILT_IN = new Origin.BuiltIn();

    private WellKnownUpstreams() {}

    static Setting.Mapping settings() {
        Map<String, Setting> upstreams = new LinkedHashMap<>();
        List<Setting> aliases = List.of(text("index.docker.io"), text("registry-1.docker.io"));
        Map<String, Setting> dockerHub = new LinkedHashMap<>();
        dockerHub.put("url", text("https://registry-1.docker.io"));
        dockerHub.put("aliases", new Setting.Sequence(aliases, BUILT_IN));
        upstreams.put(DOCKER_HUB, mapping(dockerHub));
        SAME_HOST.forEach(host -> upstreams.put(host, mapping(Map.of("url", text("https://" + host)))));
        return mapping(Map.of("upstreams", mapping(upstreams)));
    }

    private static Setting.Text text(String text) {
        return Setting.Text.of(text, BUILT_IN);
    }

    private static Setting.Mapping mapping(Map<String, Setting> entries) {
        return new Setting.Mapping(entries, BUILT_IN);
    }
}
