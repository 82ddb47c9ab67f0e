#include "core/mail/mail.hpp"

#include <gtest/gtest.h>

namespace megactl::mail {
namespace {

Mail plain() {
    return {.subject = "Hello",
            .text = "Hi\nthere\n",
            .html = "",
            .from = "Site <site@example.org>",
            .to = {"ada@example.org"},
            .reply_to = {"help@example.org", "Desk <desk@example.org>"},
            .id = "1@here",
            .date = std::chrono::sys_seconds(std::chrono::seconds(1'795'351'798))};
}

TEST(Mail, HasDjangosHeaders) {
    const auto envelope = enveloped(plain());
    ASSERT_TRUE(envelope);
    EXPECT_EQ(envelope->sender, "site@example.org");
    EXPECT_EQ(envelope->recipients, std::vector<std::string>{"ada@example.org"});
    EXPECT_EQ(envelope->content,
              "Content-Type: text/plain; charset=\"utf-8\"\nMIME-Version: 1.0\nContent-Transfer-Encoding: 7bit\n"
              "Subject: Hello\nFrom: Site <site@example.org>\nTo: ada@example.org\n"
              "Reply-To: help@example.org, Desk <desk@example.org>\nDate: Sun, 22 Nov 2026 12:49:58 -0000\n"
              "Message-ID: <1@here>\n\nHi\nthere\n");
}

TEST(Mail, HasBothFormsSideBySide) {
    Mail mail = plain();
    mail.html = "<p>ü</p>";
    const std::string content = enveloped(mail)->content;
    EXPECT_TRUE(content.starts_with("Content-Type: multipart/alternative;\n boundary=\"===============")) << content;
    EXPECT_NE(content.find("Content-Type: text/plain; charset=\"utf-8\"\nMIME-Version: 1.0\n"
                           "Content-Transfer-Encoding: 7bit\n\nHi\nthere\n\n--"),
              std::string::npos)
        << content;
    EXPECT_NE(content.find("Content-Type: text/html; charset=\"utf-8\"\nMIME-Version: 1.0\n"
                           "Content-Transfer-Encoding: 8bit\n\n<p>ü</p>\n--"),
              std::string::npos)
        << content;
    EXPECT_TRUE(content.ends_with("==--\n")) << content;
}

TEST(Mail, HasNoLineLongerThanMailAllows) {
    Mail mail = plain();
    mail.text = std::string(2000, 'x') + " \n=\n" + std::string(500, '\xc3') + "";
    mail.text.resize(2004);
    const std::string content = enveloped(mail)->content;
    EXPECT_NE(content.find("Content-Transfer-Encoding: quoted-printable"), std::string::npos);
    std::size_t begin = 0;
    for (std::size_t end = content.find('\n'); end != std::string::npos; end = content.find('\n', begin)) {
        EXPECT_LE(end - begin, 76U) << content.substr(begin, end - begin);
        begin = end + 1;
    }
    EXPECT_NE(content.find("=20\n=3D\n"), std::string::npos) << content;
}

TEST(Mail, EncodesItsSubject) {
    Mail mail = plain();
    mail.subject = "Grüße aus Köln, und noch vieles mehr, das nicht auf eine Zeile passt: äöü ÄÖÜ";
    const std::string content = enveloped(mail)->content;
    EXPECT_NE(content.find("Subject: =?utf-8?"), std::string::npos);
    EXPECT_NE(content.find("?=\n =?utf-8?"), std::string::npos) << content;
}

TEST(Mail, RefusesALineEndInAHeader) {
    Mail mail = plain();
    mail.subject = "Hello\nBcc: all@example.org";
    EXPECT_FALSE(enveloped(mail));
    mail = plain();
    mail.to = {"ada@example.org\r\nBcc: all@example.org"};
    const auto refused = enveloped(mail);
    ASSERT_FALSE(refused);
    EXPECT_EQ(
        refused.error().reason,
        "the receiver `ada@example.org\\r\\nBcc: all@example.org` can't be used: it holds a line end or a control "
        "character");
}

TEST(Mail, WantsAReceiver) {
    Mail mail = plain();
    mail.to.clear();
    EXPECT_FALSE(enveloped(mail));
}

}  // namespace
}  // namespace megactl::mail
