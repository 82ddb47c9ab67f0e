#include "core/staticfiles/mount_lookup.hpp"

#include "core/staticfiles/write_failure.hpp"
#include "tests/support/sandbox.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <optional>
#include <string>

namespace megactl::staticfiles {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view mountinfo = R"(22 1 8:1 / / rw shared:1 - ext4 /dev/sda1 rw
30 22 8:1 /srv/site /app rw - ext4 /dev/sda1 rw
31 30 8:1 /srv/site/public /app/public rw - ext4 /dev/sda1 rw
32 30 8:1 /x /app/my\040files rw - ext4 /dev/sda1 rw
torn
)";

TEST(MountOver, IsTheUppermostOneWithin) {
    EXPECT_EQ(mount_over(mountinfo, "/app/public/css", "/app"), fs::path("/app/public"));
    EXPECT_EQ(mount_over(mountinfo, "/app/publicly", "/app"), fs::path("/app"));
    EXPECT_EQ(mount_over(mountinfo, "/app/my files", "/app"), fs::path("/app/my files"));
}

TEST(MountOver, IsNoneOutside) {
    EXPECT_EQ(mount_over(mountinfo, "/srv/site/public", "/srv/site"), std::nullopt);
    EXPECT_EQ(mount_over(mountinfo, "/app/public", "/app/public/css"), std::nullopt);
    EXPECT_EQ(mount_over("", "/app", "/app"), std::nullopt);
}

std::string told(const Error& error) {
    std::string text = error.message();
    for (const Error::Detail& detail : error.details()) {
        if (detail.name != "seen") text += "\n" + std::string(detail.name) + ": " + detail.text;
    }
    return text;
}

TEST(WriteFailures, NameTheMountAndBothWaysOut) {
    const tests::Sandbox sandbox;
    const std::string text = told(write_failure(sandbox.path(), "public", EACCES, [](const fs::path&) {
        return Mounted{"`./public` is bind-mounted (compose.yaml:46)", "public"};
    }));
    EXPECT_NE(text.find("\nfrom: `./public` is bind-mounted (compose.yaml:46), so the host's owner counts"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("\nhelp: on the host `sudo chown -R "), std::string::npos) << text;
    EXPECT_TRUE(text.ends_with(" public`, or remove the mount")) << text;
}

TEST(WriteFailures, AskForAnotherModeWhereTheOwnerIsTheRightOne) {
    const tests::Sandbox sandbox;
    fs::permissions(sandbox.path(), fs::perms::owner_read | fs::perms::owner_exec);
    EXPECT_EQ(
        told(write_failure(sandbox.path(), "public", EACCES)),
        "can't write into public/: permission denied\n"
        "help: `chmod u+rwx public` (on the host, where it is a bind mount), or name another folder with `--root`");
    const auto told_of = [&](const std::string& source) {
        return told(write_failure(sandbox.path(), "public", EACCES, [&](const fs::path&) {
            return Mounted{"it is mounted there", source};
        }));
    };
    EXPECT_EQ(told_of("host/public"),
              "can't write into public/: permission denied\n"
              "from: it is mounted there, so the host's mode counts\n"
              "help: on the host `sudo chmod -R u+rwX host/public`, or remove the mount");
    EXPECT_EQ(told_of(""),
              "can't write into public/: permission denied\n"
              "from: it is mounted there, so the mode in there counts\n"
              "help: let its owner write it where it is mounted from, or remove the mount");
    fs::permissions(sandbox.path(), fs::perms::owner_all);
}

TEST(WriteFailures, AskForAnotherMountWhereItIsReadOnly) {
    const tests::Sandbox sandbox;
    EXPECT_EQ(told(write_failure(sandbox.path(), "public", EROFS)),
              "can't write into public/: read-only file system\n"
              "help: mount it without `ro`, or name another folder with `--root`");
}

}  // namespace
}  // namespace megactl::staticfiles
