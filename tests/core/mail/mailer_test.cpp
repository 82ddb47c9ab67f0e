#include "core/mail/mailer.hpp"

#include "core/os/file.hpp"
#include "tests/support/sandbox.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <iterator>

namespace megactl::mail {
namespace {

const Envelope mail{.sender = "a@b", .recipients = {"c@d"}, .content = "Subject: x\n\nbody\n"};
const std::string written = "Subject: x\n\nbody\n\n" + std::string(79, '-') + "\n";

TEST(ConsoleMailer, WritesAMailAndALine) {
    std::string console;
    const auto mailer = console_mailer([&](std::string_view text) { console += text; });
    EXPECT_EQ(mailer->send(mail).fate, Sending::Fate::sent);
    EXPECT_EQ(mailer->send(mail).fate, Sending::Fate::sent);
    EXPECT_EQ(console, written + written);
}

TEST(FileMailer, MakesItsFolderAndAFileAMail) {
    namespace fs = std::filesystem;
    const tests::Sandbox folder;
    const auto mailer = file_mailer(folder.path() / "a/b");
    EXPECT_EQ(mailer->send(mail).fate, Sending::Fate::sent);
    EXPECT_EQ(mailer->send(mail).fate, Sending::Fate::sent);
    const std::vector<fs::path> files{fs::directory_iterator(folder.path() / "a/b"), fs::directory_iterator()};
    ASSERT_EQ(files.size(), 2U);
    EXPECT_EQ(os::read_file(files[0]), written);
    EXPECT_EQ(os::status_of(files[0])->permissions, mode_t{0600});
}

TEST(FileMailer, WaitsForAFolderThatCanNotBe) {
    const tests::Sandbox folder;
    os::write_atomically(folder.path() / "file", "");
    const Sending sending = file_mailer(folder.path() / "file/below")->send(mail);
    EXPECT_EQ(sending.fate, Sending::Fate::away);
    EXPECT_FALSE(sending.reason.empty());
}

}  // namespace
}  // namespace megactl::mail
