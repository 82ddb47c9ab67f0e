#include "core/tasks/letter.hpp"

#include "core/base/error.hpp"
#include "core/tasks/site_letters.hpp"
#include "tests/support/sandbox.hpp"

#include <gtest/gtest.h>

#include <map>

namespace megactl::tasks {
namespace {

class KeepingMailer final : public mail::Mailer {
public:
    mail::Sending send(const mail::Envelope& mail) override {
        mails.push_back(mail);
        return answer;
    }

    std::vector<mail::Envelope> mails;
    mail::Sending answer;
};

class LetterTest : public testing::Test {
protected:
    LetterTest() {
        db::Database database(folder.path() / "db.sqlite3", db::Access::create);
        database.execute(
            "CREATE TABLE accounts_customuser (id integer PRIMARY KEY, password text, username text, email text, "
            "is_active "
            "bool, date_joined datetime); INSERT INTO accounts_customuser VALUES (1, 'secret', 'ada', "
            "'ada@example.org', 1, "
            "'2026-01-02 03:04:05'), (2, '', 'eve', 'eve@example.org' || char(10) || 'Bcc: all@example.org', 1, NULL)");
    }

    worker::Outcome run(const std::string& kwargs, const std::string& args = "[]", const Letter& letter = welcome) {
        celery::Message message;
        message.id = "73273319-e7fb-4bf5-8b57-bcb77ff48f64";
        message.kwargs = kwargs;
        message.args = args;
        message.retries = retries;
        return send_letter(letter, places(), post()).run(std::span(&message, 1)).at(0);
    }

    std::string answer(const std::string& kwargs, const std::string& args = "[]") {
        return std::get<worker::Succeeded>(run(kwargs, args)).value;
    }

    TaskPlaces places() {
        return {.open_links = {},
                .open_database =
                    [this] { return std::make_unique<db::Database>(folder.path() / "db.sqlite3", db::Access::write); },
                .now = [] { return celery::Time(std::chrono::seconds(1'795'351'798)); }};
    }

    Post post() {
        return {.templates = [this](const std::string& name) -> Source {
                    const auto found = texts.find(name);
                    return found == texts.end() ? nullptr : std::make_shared<const SourceText>(name, found->second);
                },
                .surroundings = {},
                .from = "site@example.org",
                .reply_to = {"help@example.org"},
                .host = "here",
                .mailer = mailer};
    }

    static inline const Letter welcome = site_letters().front().letter;
    tests::Sandbox folder;
    std::map<std::string, std::string> texts{
        {"emails/welcome_email.txt", "Hello {{ user.get_full_name|default:'?' }}{{ user_id }}: {{ login_url }}"},
        {"emails/welcome_email.html", "<p>{{ user.username }} since {{ user.date_joined|date:'Y' }}</p>"}};
    std::shared_ptr<KeepingMailer> mailer = std::make_shared<KeepingMailer>();
    std::int64_t retries = 0;
};

TEST_F(LetterTest, IsWrittenToTheUser) {
    EXPECT_EQ(answer(R"({"user_id": 1, "login_url": "https://x/"})"), "\"Welcome email sent to ada@example.org\"");
    ASSERT_EQ(mailer->mails.size(), 1U);
    const std::string& content = mailer->mails[0].content;
    EXPECT_EQ(mailer->mails[0].recipients, std::vector<std::string>{"ada@example.org"});
    EXPECT_NE(content.find("Subject: Welcome to Django SaaS\nFrom: site@example.org\nTo: ada@example.org\n"
                           "Reply-To: help@example.org\nDate: Sun, 22 Nov 2026 12:49:58 -0000\n"
                           "Message-ID: <73273319-e7fb-4bf5-8b57-bcb77ff48f64@here>\n"),
              std::string::npos)
        << content;
    EXPECT_NE(content.find("\nHello ada: https://x/\n"), std::string::npos) << content;
    EXPECT_NE(content.find("\n<p>ada since 2026</p>\n"), std::string::npos) << content;
}

TEST_F(LetterTest, TakesItsArgumentsByPlaceAsWell) {
    EXPECT_EQ(answer("{}", R"([1, "https://x/"])"), "\"Welcome email sent to ada@example.org\"");
    EXPECT_EQ(answer(R"({"login_url": "u"})", "[1]"), "\"Welcome email sent to ada@example.org\"");
}

TEST_F(LetterTest, FindsNoUserWithoutFailing) {
    EXPECT_EQ(answer(R"({"user_id": 7, "login_url": ""})"), "\"User 7 not found\"");
    EXPECT_TRUE(mailer->mails.empty());
}

TEST_F(LetterTest, RefusesOtherArguments) {
    for (const char* kwargs :
         {R"({"user_id": 1})", R"({"login_url": "u"})", R"({"user_id": 1, "login_url": "u", "x": 1})",
          R"({"user_id": null, "login_url": "u"})", R"({"user_id": true, "login_url": "u"})"}) {
        EXPECT_EQ(std::get<worker::Failed>(run(kwargs)).exception, "TypeError") << kwargs;
    }
    EXPECT_TRUE(std::holds_alternative<worker::Failed>(run("{}", "[1, 2, 3]")));
    EXPECT_TRUE(mailer->mails.empty());
}

TEST_F(LetterTest, FailsWhereItsReceiverWouldSmuggleAHeader) {
    EXPECT_EQ(std::get<worker::Failed>(run(R"({"user_id": 2, "login_url": ""})")).exception, "BadHeaderError");
    EXPECT_TRUE(mailer->mails.empty());
}

TEST_F(LetterTest, FailsWithThePlaceInItsTemplate) {
    texts["emails/welcome_email.txt"] = "\n{{ user.company }}";
    EXPECT_EQ(std::get<worker::Failed>(run(R"({"user_id": 1, "login_url": ""})")).reason,
              "the template emails/welcome_email.txt:2 asks for `company` of the user, which is not known here");
    EXPECT_TRUE(mailer->mails.empty());
}

TEST_F(LetterTest, NeverShowsThePassword) {
    texts["emails/welcome_email.txt"] = "{{ user.password }}";
    EXPECT_TRUE(std::holds_alternative<worker::Failed>(run(R"({"user_id": 1, "login_url": ""})")));
}

TEST_F(LetterTest, EndsAsTheServerAnswers) {
    const std::string kwargs = R"({"user_id": 1, "login_url": ""})";
    mailer->answer = {.fate = mail::Sending::Fate::away, .reason = "nobody"};
    EXPECT_EQ(std::get<worker::Postponed>(run(kwargs)).reason, "nobody");
    mailer->answer = {.fate = mail::Sending::Fate::refused, .reason = "550"};
    EXPECT_EQ(std::get<worker::Failed>(run(kwargs)).reason, "550");
    mailer->answer = {.fate = mail::Sending::Fate::put_off, .reason = "450"};
    EXPECT_EQ(std::get<worker::Retried>(run(kwargs)).delay, std::chrono::minutes(1));
    retries = 2;
    EXPECT_EQ(std::get<worker::Retried>(run(kwargs)).delay, std::chrono::minutes(4));
}

TEST_F(LetterTest, OfTheProjectsOwnKnowsAllItsArguments) {
    texts["emails/receipt.txt"] =
        "{{ user }} {{ user_id }} {{ total|floatformat:2 }}{% for i in items %} {{ i }}{% endfor %}";
    const Letter receipt{.template_name = "emails/receipt", .subject = "Your receipt"};
    const auto outcome = run(R"({"user_id": 1, "total": 9.5, "items": ["a", "b"], "user": "eve"})", "[]", receipt);
    EXPECT_EQ(std::get<worker::Succeeded>(outcome).value, "\"Email sent to ada@example.org\"");
    EXPECT_TRUE(mailer->mails.at(0).content.ends_with("\n\nada 1 9.50 a b")) << mailer->mails.at(0).content;
    EXPECT_TRUE(std::holds_alternative<worker::Failed>(run("{}", "[1]", receipt)));
}

TEST_F(LetterTest, IsAcknowledgedBeforeItIsSent) {
    EXPECT_FALSE(send_letter(welcome, places(), post()).acknowledges_late);
}

TEST_F(LetterTest, WantsTemplatesThatAreUnderstood) {
    expect_templates(welcome, post());
    texts["emails/welcome_email.html"] = "{% url 'x' %}";
    EXPECT_THROW(expect_templates(welcome, post()), Error);
    texts.clear();
    EXPECT_THROW(expect_templates(welcome, post()), Error);
}

}  // namespace
}  // namespace megactl::tasks
