#include "core/db/file_url.hpp"

#include "tests/support/sandbox.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace megactl::db {
namespace {

namespace fs = std::filesystem;

TEST(FileUrl, IsRelativeBehindThreeSlashes) {
    EXPECT_EQ(file_of_url_path("/queue.db", "/srv/shop").value(), "/srv/shop/queue.db");
    EXPECT_EQ(file_of_url_path("/var/queue.db", "/srv/shop").value(), "/srv/shop/var/queue.db");
}

TEST(FileUrl, IsAbsoluteBehindFourSlashes) {
    EXPECT_EQ(file_of_url_path("//var/queue.db", "/srv/shop").value(), "/var/queue.db");
}

TEST(FileUrl, NamesNoFileWithoutAPath) {
    for (const char* path : {"", "/", "queue.db"})
        EXPECT_FALSE(file_of_url_path(path, "/srv/shop")) << path;
}

TEST(FileUrl, HasOneIdentityForAllNamesOfAFile) {
    EXPECT_EQ(identity_of("/srv/./shop/../queue.db"), "sqlite:////srv/queue.db");
    const tests::Sandbox sandbox;
    fs::create_directory(sandbox.path() / "there");
    fs::create_symlink("there", sandbox.path() / "link");
    EXPECT_EQ(identity_of(sandbox.path() / "link/queue.db"), identity_of(sandbox.path() / "there/queue.db"));
}

}  // namespace
}  // namespace megactl::db
