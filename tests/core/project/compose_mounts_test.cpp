#include "core/project/image_files.hpp"
#include "tests/core/project/compose_fixture.hpp"

namespace megactl::project {
namespace {

constexpr std::string_view volumes = "volumes:\n  data:\n  x:\nservices:\n  web:\n    volumes:\n";

Compose with(const std::string& item) {
    return composed(std::string(volumes) + "      - " + item + "\n");
}

// `KIND SOURCE HOST_PATH TARGET FLAGS`
std::string shown_mount(const std::string& item) {
    const Compose compose = with(item);
    EXPECT_EQ(reasons(compose), Reasons()) << item;
    if (compose.services.at(0).mounts.size() != 1) return "none";
    const Mount& mount = compose.services[0].mounts[0];
    constexpr std::string_view kinds[] = {"bind", "volume", "anonymous", "tmpfs", "other"};
    std::string result(kinds[static_cast<std::size_t>(mount.kind)]);
    for (const std::string& part : {mount.source, mount.host_path, mount.target})
        result += " " + (part.empty() ? "-" : part);
    if (mount.is_read_only) result += " ro";
    if (mount.selinux != 0) result += std::string(" ") + mount.selinux;
    if (mount.is_long_syntax) result += " long";
    return result;
}

TEST(ComposeMounts, ReadsTheShortForm) {
    EXPECT_EQ(shown_mount(".:/app"), "bind . . /app");
    EXPECT_EQ(shown_mount("./src:/app/:ro,Z"), "bind ./src src /app ro Z");
    EXPECT_EQ(shown_mount("../x:/app:z"), "bind ../x ../x /app z");
    EXPECT_EQ(shown_mount("/srv/x:/app:rw"), "bind /srv/x /srv/x /app");
    EXPECT_EQ(shown_mount("~/x:/app"), "bind ~/x /home/me/x /app");
    EXPECT_EQ(shown_mount("~:/app"), "bind ~ /home/me /app");
    EXPECT_EQ(shown_mount("data:/data:nocopy"), "volume data - /data");
    EXPECT_EQ(shown_mount("/data"), "anonymous - - /data");
    EXPECT_EQ(shown_mount("/"), "anonymous - - /");
    EXPECT_EQ(shown_mount("x:/data"), "anonymous - - x:/data");  // a lone letter is a drive, for Compose too
    EXPECT_EQ(shown_mount("'C:\\x:/data'"), "bind C:\\x C:\\x /data");
}

TEST(ComposeMounts, IgnoresUnknownOptions) {
    EXPECT_EQ(shown_mount(".:/app:delegated"), "bind . . /app");
    EXPECT_EQ(shown_mount(".:/app:Zro"), "bind . . /app");
    EXPECT_EQ(shown_mount(".:/app:cached,ro,rshared,U"), "bind . . /app ro");
}

TEST(ComposeMounts, SplitsOutsideTemplates) {
    EXPECT_EQ(shown_mount("${NOPE:-/a:b}:/data:Z"), "bind /a:b /a:b /data Z");
    EXPECT_EQ(shown_mount("${NOPE:-./data}:/data"), "bind ./data data /data");
    EXPECT_EQ(shown_mount("${NOPE:-./data:/data:ro}"), "bind ./data data /data ro");
    EXPECT_EQ(shown_mount("${NOPE:-./data:/data}:ro"), "bind ./data data /data ro");
    EXPECT_EQ(shown_mount("./${HOST}:/$HOST"), "bind ./host host /host");
}

TEST(ComposeMounts, ReadsTheLongForm) {
    EXPECT_EQ(shown_mount("{type: bind, source: ./a, target: /a/, read_only: true, bind: {selinux: z}}"),
              "bind ./a a /a ro z long");
    EXPECT_EQ(shown_mount("{type: bind, source: '${NOPE:-/x}', target: /a}"), "bind /x /x /a long");
    EXPECT_EQ(shown_mount("{type: volume, source: data, target: /d, volume: {nocopy: true}}"), "volume data - /d long");
    EXPECT_EQ(shown_mount("{type: volume, target: /d}"), "anonymous - - /d long");
    EXPECT_EQ(shown_mount("{type: tmpfs, target: /t, tmpfs: {size: 5}}"), "tmpfs - - /t long");
    EXPECT_EQ(shown_mount("{type: npipe, source: x, target: /p}"), "other x - /p long");
    // The suffix is no option here.
    EXPECT_EQ(shown_mount("{type: bind, source: ./a, target: '/a:Z'}"), "bind ./a a /a:Z long");
}

TEST(ComposeMounts, ReadsTmpfs) {
    const Compose compose = composed("services:\n  a:\n    tmpfs: /run:size=5\n  b:\n    tmpfs: [/run, /tmp]\n");
    EXPECT_EQ(compose.services[0].mounts.at(0).target, "/run");
    EXPECT_EQ(compose.services[0].mounts[0].kind, Mount::Kind::tmpfs);
    EXPECT_EQ(compose.services[1].mounts.size(), 2U);
}

TEST(ComposeMounts, FollowsSecretsAndConfigsToTheirFiles) {
    const Compose compose = composed(
        "services:\n"
        "  web:\n"
        "    secrets: [site.key, {source: elsewhere, target: '/run/tls/${HOST}.key'}, given]\n"
        "    configs: [site.pem, {source: other, target: /etc/tls/other.pem}, inline]\n"
        "secrets:\n"
        "  site.key: {file: ./certs/site.key}\n"
        "  elsewhere: {file: /srv/$HOST.key}\n"
        "  given: {environment: KEY}\n"
        "configs:\n"
        "  site.pem: {file: certs/site.pem}\n"
        "  other: {file: ../other.pem}\n"
        "  inline: {content: x}\n");
    EXPECT_EQ(reasons(compose), Reasons());
    const auto at = [&](std::string_view path) {
        const GrantedFile* file = granted_file(compose.services.at(0), path);
        return file == nullptr ? "nothing" : file->host_path;
    };
    EXPECT_EQ(at("/run/secrets/site.key"), "certs/site.key");
    EXPECT_EQ(at("/run/tls/host.key"), "/srv/host.key");
    EXPECT_EQ(at("/run/secrets/given"), "");
    EXPECT_EQ(at("/site.pem"), "certs/site.pem");
    EXPECT_EQ(at("/etc/tls/other.pem"), "../other.pem");
    EXPECT_EQ(at("/inline"), "");
    EXPECT_EQ(at("/run/secrets/site.pem"), "nothing");
}

TEST(ComposeMounts, TakesTheFileOfASecretFromTheLastThatSaysIt) {
    const std::string base = "services:\n  web:\n    secrets: [key]\nsecrets:\n  key: {file: a.key}\n";
    const Compose compose =
        composed({{"compose.yaml", base}, {"compose.override.yaml", "secrets:\n  key: {file: b.key}\n"}});
    EXPECT_EQ(granted_file(compose.services.at(0), "/run/secrets/key")->host_path, "b.key");
}

TEST(ComposeMounts, TellsOnceOfASecretThatServicesShare) {
    const Compose compose = composed(
        "services:\n"
        "  web: {secrets: [key]}\n"
        "  worker: {secrets: [key]}\n"
        "secrets:\n"
        "  key: {file: [a.key]}\n");
    EXPECT_EQ(reasons(compose), (Reasons{"5: `file` must be text"}));
}

TEST(ComposeMounts, TellsOfWhatComposeRefuses) {
    EXPECT_EQ(reasons(with("'${NOPE}:/t'")), (Reasons{"7: a part of the volume is empty"}));
    EXPECT_EQ(reasons(with("aa:/b:c:d")), (Reasons{"7: the volume has too many colons"}));
    EXPECT_EQ(reasons(with("''")), (Reasons{"7: a part of the volume is empty"}));
    EXPECT_EQ(reasons(with("nope:/b")), (Reasons{"7: `nope` is no volume of the top-level `volumes`"}));
    EXPECT_EQ(reasons(with("[a]")), (Reasons{"7: a volume is text, or a mapping"}));
    EXPECT_EQ(reasons(with("{type: bind, target: /a}")), (Reasons{"7: a bind mount needs a `source`"}));
    EXPECT_EQ(reasons(with("{source: data, target: /a}")), (Reasons{"7: a volume needs a `type`"}));
}

TEST(ComposeMounts, PointsAtTheItem) {
    const Compose compose = composed(
        "services:\n  web:\n    volumes:\n      - \".:/app\" # c\n      - type: bind\n"
        "        source: .\n        target: /x\n");
    EXPECT_EQ(compose.services[0].mounts[0].at.text(), "\".:/app\"");
    EXPECT_EQ(compose.services[0].mounts[1].at.text(), "type: bind");
}

}  // namespace
}  // namespace megactl::project
