package dev.entrepot.e2e;

/** Configurations that the tests share. */
final class EntrepotYaml {

    private EntrepotYaml() {}

    /** One upstream, {@code up.test}, which is also the default. */
    static String upTest(String url, String tagTtl) {
        return """
                default-upstream: up.test
                upstreams:
                  up.test:
                    url: %s
                    tag-ttl: %s
                """.formatted(url, tagTtl);
    }
}
