#include "core/project/tree.hpp"

#include "core/base/error.hpp"
#include "tests/support/sandbox.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

namespace megactl::project {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

TEST(DiskTree, NamesFilesFromItsRoot) {
    const tests::Sandbox sandbox;
    const fs::path whole = sandbox.write("project/config/settings.py", "x");
    const fs::path outside = sandbox.write("other/file", "y");
    const DiskTree tree(sandbox.path() / "project");
    EXPECT_EQ(tree.read("config/settings.py")->name(), "config/settings.py");
    EXPECT_EQ(tree.read(whole)->name(), "config/settings.py");
    EXPECT_EQ(tree.read("../other/file")->name(), outside.string());
    EXPECT_EQ(tree.read(outside)->text(), "y");
}

TEST(DiskTree, KnowsNothingOfTheHostWhereThatIsLeftOut) {
    const tests::Sandbox sandbox;
    const fs::path inside = sandbox.write("project/a", "x");
    const fs::path outside = sandbox.write("host/b", "y");
    const fs::path named = sandbox.write("named/c", "z");
    sandbox.write("named/beside", "z");
    DiskTree tree(sandbox.path() / "project");
    tree.leave_out_host({named, "relative"});
    EXPECT_TRUE(tree.is_file(inside));
    EXPECT_TRUE(tree.is_file(named));
    EXPECT_NE(tree.read(named.parent_path() / "beside"), nullptr);
    EXPECT_NE(tree.read("../host/b"), nullptr);
    EXPECT_FALSE(tree.covers(outside));
    EXPECT_FALSE(tree.covers("~/b"));
    EXPECT_FALSE(tree.is_file(outside));
    EXPECT_EQ(tree.read(outside), nullptr);
    EXPECT_TRUE(tree.list(outside.parent_path()).empty());
}

TEST(DiskTree, TakesStandardInputForADash) {
    const tests::Sandbox sandbox;
    DiskTree tree(sandbox.path());
    EXPECT_FALSE(tree.is_file("-"));
    tree.take_standard_input(std::make_shared<SourceText>("<stdin>", "x"));
    EXPECT_TRUE(tree.is_file("-"));
    EXPECT_EQ(tree.read("-")->name(), "<stdin>");
}

TEST(DiskTree, ReadsAFileOnce) {
    const tests::Sandbox sandbox;
    sandbox.write("a/b", "first");
    const DiskTree tree(sandbox.path());
    const Source first = tree.read("a/b");
    sandbox.write("a/b", "second");
    EXPECT_EQ(tree.read("./a/../a/b"), first);
    EXPECT_EQ(tree.files_read(), 1U);
}

TEST(DiskTree, AnswersNothingWhereThereIsNoFile) {
    const tests::Sandbox sandbox;
    fs::create_symlink("nowhere", sandbox.path() / "dangling");
    const DiskTree tree(sandbox.path());
    EXPECT_EQ(tree.read("none"), nullptr);
    EXPECT_EQ(tree.read("none/below"), nullptr);
    EXPECT_EQ(tree.read("dangling"), nullptr);
}

TEST(DiskTree, ThrowsForWhatIsThereAndCannotBeRead) {
    const tests::Sandbox sandbox;
    fs::create_directory(sandbox.path() / "folder");
    ASSERT_EQ(::mkfifo((sandbox.path() / "pipe").c_str(), 0600), 0);
    const DiskTree tree(sandbox.path());
    EXPECT_THROW(tree.read("pipe"), Error);
    try {
        tree.read("folder");
        FAIL() << "a directory was read";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::input);
        EXPECT_EQ(error.message(), "can't read `folder`: it is a directory, not a file");
        ASSERT_EQ(error.details().size(), 1U);
        EXPECT_EQ(error.details()[0].name, "help");
    }
}

TEST(DiskTree, SaysWhoDenies) {
    const tests::Sandbox sandbox;
    fs::permissions(sandbox.write("secret", "x"), fs::perms::none);
    EXPECT_THROW(DiskTree(sandbox.path()).read("secret"), Error);
}

TEST(DiskTree, ListsAndTells) {
    const tests::Sandbox sandbox;
    sandbox.write("b/file", "");
    sandbox.write("a", "");
    const DiskTree tree(sandbox.path());
    EXPECT_EQ(tree.list(""), (Names{"a", "b"}));
    EXPECT_EQ(tree.list("none"), Names());
    EXPECT_TRUE(tree.is_file("a"));
    EXPECT_FALSE(tree.is_file("b"));
    EXPECT_TRUE(tree.is_directory("b"));
    EXPECT_FALSE(tree.is_directory("a"));
}

TEST(MemoryTree, BehavesAsADisk) {
    const MemoryTree tree({{"a", "x"}, {"b/c/d", "y"}, {"b/e", "z"}, {"/etc/hosts", "h"}});
    EXPECT_EQ(tree.read("./b/../a")->text(), "x");
    EXPECT_EQ(tree.read("/etc/hosts")->name(), "/etc/hosts");
    EXPECT_EQ(tree.read("none"), nullptr);
    EXPECT_THROW(tree.read("b"), Error);
    EXPECT_EQ(tree.list(""), (Names{"a", "b"}));
    EXPECT_EQ(tree.list("b/"), (Names{"c", "e"}));
    EXPECT_EQ(tree.list("/etc"), (Names{"hosts"}));
    EXPECT_TRUE(tree.is_directory("b/c"));
    EXPECT_TRUE(tree.is_directory("."));
    EXPECT_FALSE(tree.is_directory("a"));
    EXPECT_TRUE(tree.is_file("b/e"));
    EXPECT_FALSE(tree.is_file("b"));
}

}  // namespace
}  // namespace megactl::project
