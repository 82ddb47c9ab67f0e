#include "core/base/secret.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace megactl {
namespace {

TEST(Secret, PrintsAsDots) {
    EXPECT_EQ(fmt::format("{}", Secret("hunter2")), "••••");
}

TEST(SecretName, IsToldByWholeParts) {
    EXPECT_TRUE(is_secret_name("DJANGO_SECRET_KEY"));
    EXPECT_TRUE(is_secret_name("DATABASE_PASSWORD"));
    EXPECT_TRUE(is_secret_name("token"));
    EXPECT_FALSE(is_secret_name("KEYBOARD"));
    EXPECT_FALSE(is_secret_name("MONKEY"));
    EXPECT_FALSE(is_secret_name("DJANGO_DEBUG"));
}

TEST(SecretName, SparesWhatIsMeantToBeSeen) {
    EXPECT_FALSE(is_secret_name("PUBLIC_KEY"));
    EXPECT_FALSE(is_secret_name("STRIPE_PUBLISHABLE_KEY"));
    EXPECT_FALSE(is_secret_name("SECRET_KEY_FILE"));
    EXPECT_FALSE(is_secret_name("TOKEN_VERSION"));
}

TEST(MaskUrlPasswords, KeepsUserAndHost) {
    EXPECT_EQ(mask_url_passwords("redis://:p@ss@redis:6379/0"), "redis://:••••@redis:6379/0");
    EXPECT_EQ(mask_url_passwords("a postgres://u:p@h/d, redis://h b"), "a postgres://u:••••@h/d, redis://h b");
    EXPECT_EQ(mask_url_passwords("https://example.org:8000/a@b"), "https://example.org:8000/a@b");
    EXPECT_EQ(mask_url_passwords("no url"), "no url");
    EXPECT_EQ(mask_url_passwords("redis://:p?token=@h/0?x=1&password=a b"), "redis://:••••@h/0?x=1&password=•••• b");
    EXPECT_EQ(mask_url_passwords("postgresql://u:p@h/d?sslpassword=s&sslmode=require#a"),
              "postgresql://u:••••@h/d?sslpassword=••••&sslmode=require#a");
    EXPECT_EQ(mask_url_passwords("redis://h?password=${X}&token=&secret"), "redis://h?password=${X}&token=&secret");
}

std::string shown(std::string_view line) {
    std::string result;
    std::size_t done = 0;
    for (const Span span : secret_spans(line)) {
        result.append(line.substr(done, span.begin - done)).append("*");
        done = span.end;
    }
    return result.append(line.substr(done));
}

TEST(SecretSpans, HideValuesInEveryKindOfFile) {
    EXPECT_EQ(shown("ENV A=1 DJANGO_SECRET_KEY=k3y-0f-m1ne B=2"), "ENV A=1 DJANGO_SECRET_KEY=* B=2");
    EXPECT_EQ(shown("ENV DJANGO_SECRET_KEY k3y 0f m1ne"), "ENV DJANGO_SECRET_KEY *");
    EXPECT_EQ(shown("      DATABASE_PASSWORD: \"p4ss\""), "      DATABASE_PASSWORD: \"*\"");
    EXPECT_EQ(shown("      - DATABASE_PASSWORD=p4ss"), "      - DATABASE_PASSWORD=*");
    EXPECT_EQ(shown("SECRET_KEY = 'abc def'"), "SECRET_KEY = '*'");
    EXPECT_EQ(shown("Environment=\"DJANGO_SECRET_KEY=a b c\" \"DB_PORT=x\""),
              "Environment=\"DJANGO_SECRET_KEY=*\" \"DB_PORT=x\"");
    EXPECT_EQ(shown("SECRET_KEY = env(\"DJANGO_SECRET_KEY\", default=\"abcdef\")"),
              "SECRET_KEY = env(\"DJANGO_SECRET_KEY\", default=\"*\")");
    EXPECT_EQ(shown("KEY: ${DJANGO_SECRET_KEY:-abcdef}"), "KEY: ${DJANGO_SECRET_KEY:-*}");
    EXPECT_EQ(shown("DATABASE_URL=postgres://u:p4ss@db/x"), "DATABASE_URL=postgres://u:*@db/x");
}

TEST(SecretSpans, EndWithTheValue) {
    EXPECT_EQ(shown("'PASSWORD': os.getenv('DB_PASSWORD', 'p4ss'), 'PORT': os.getenv('DB_PORT', '5432')"),
              "'PASSWORD': os.getenv('DB_PASSWORD', '*'), 'PORT': os.getenv('DB_PORT', '5432')");
    EXPECT_EQ(shown("SECRET_KEY = env('A', default='abcdef'); DEBUG = env('B', default='hidden')"),
              "SECRET_KEY = env('A', default='*'); DEBUG = env('B', default='hidden')");
    EXPECT_EQ(shown("SECRET_KEY = env('A') or ('abc' + f(1, 'def'))"), "SECRET_KEY = env('A') or ('*' + f(1, '*'))");
    EXPECT_EQ(shown("SECRET_KEY=s3cr3t python3 manage.py collectstatic"),
              "SECRET_KEY=* python3 manage.py collectstatic");
    EXPECT_EQ(shown("SECRET_KEY=s3cr3t DEBUG=1 ./x"), "SECRET_KEY=* DEBUG=1 ./x");
    EXPECT_EQ(shown("SECRET_KEY=s3cr3t and more of it"), "SECRET_KEY=*");
}

TEST(SecretSpans, HideWholeValuesWhateverTheyAreMadeOf) {
    // The letters of Django's get_random_secret_key, and some that people add.
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789!@#$%^&*(-_=+)[]{}<>,;:?/|~.";
    constexpr std::size_t value_length = 20;
    constexpr std::size_t piece_length = 6;
    for (std::size_t seed = 1; seed < 3'000; ++seed) {
        std::string value;
        for (std::size_t i = 0, state = seed; i < value_length; ++i) {
            state = state * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
            value += letters[(state >> 33U) % letters.size()];
        }
        // A leading `$` or a ` #` means something else; both are the writer's mistake.
        if (value.front() == '$' || value.front() == '/') continue;
        for (const std::string& line :
             {"DJANGO_SECRET_KEY=" + value, "  DATABASE_PASSWORD: " + value, "ENV API_TOKEN=" + value + " B=1",
              "SECRET_KEY = '" + value + "'", R"(K = os.environ.get("DB_PASS", ")" + value + "\")",
              "      - DATABASE_PASSWORD=" + value}) {
            const std::string text = shown(line);
            for (std::size_t at = 0; at + piece_length <= value.size(); ++at) {
                EXPECT_EQ(text.find(value.substr(at, piece_length)), std::string::npos) << line << " as " << text;
            }
        }
    }
}

TEST(SecretSpans, HideWhatTricksTheEye) {
    EXPECT_EQ(shown("DB_PASSWORD: \"kd(realsecret9x\""), "DB_PASSWORD: \"*\"");
    EXPECT_EQ(shown("X_TOKEN = \"ab\\\"rest\""), "X_TOKEN = \"*\"");
    EXPECT_EQ(shown("SECRET_KEY=${A}tail"), "SECRET_KEY=${A}*");
    EXPECT_EQ(shown("SECRET_KEY=${A:-${B:-hunter2}}"), "SECRET_KEY=${A:-${B:-*}}");
    EXPECT_EQ(shown("U=postgres://u:p/ss@h/d"), "U=postgres://u:*@h/d");
    EXPECT_EQ(shown("PGPASSWORD=hunter2"), "PGPASSWORD=*");
    EXPECT_EQ(shown("p4ss: x PASSWORD=p4ss<w0rd"), "p4ss: x PASSWORD=*");
}

TEST(SecretSpans, HideWhatCommandsTakeAsSecrets) {
    EXPECT_EQ(shown("RUN curl -fsSL -u deploy:h4nter2 https://x.org/a | sh"),
              "RUN curl -fsSL -u deploy:* https://x.org/a | sh");
    EXPECT_EQ(shown("RUN curl --user 'deploy:h4nter2' https://x.org"), "RUN curl --user 'deploy:*' https://x.org");
    EXPECT_EQ(shown("    curl -H \"Authorization: Bearer abc.def\" x"), "    curl -H \"Authorization: Bearer *\" x");
    EXPECT_EQ(shown("RUN pipx run tool --api-key k3y --verbose"), "RUN pipx run tool --api-key * --verbose");
    EXPECT_EQ(shown("RUN echo \"app:h4nter2\" | chpasswd"), "RUN echo \"app:*\" | chpasswd");
    for (const std::string_view line :
         {"RUN docker run -u 1000:1000 x", "RUN install -u app:app x", "RUN curl -u $USER:$PASSWORD x"}) {
        EXPECT_EQ(shown(line), line);
    }
}

TEST(SecretSpans, HideWhatIsShapedLikeAToken) {
    EXPECT_EQ(shown("STRIPE = env(\"STRIPE\", default=\"sk_live_4eC39HqLyjWDarjtT1zdp7dc\")"),
              "STRIPE = env(\"STRIPE\", default=\"sk_live_*\")");
    EXPECT_EQ(shown("RUN git clone https://ghp_16C7e42F292c6912E7710c838347Ae178B4a@github.com/x/y"),
              "RUN git clone https://ghp_*@github.com/x/y");
    EXPECT_EQ(shown("AWS = 'AKIAIOSFODNN7BKLMNOP'"), "AWS = 'AKIA*'");
    EXPECT_EQ(shown("RUN pip install ghp_tools sk-learn eyJs"), "RUN pip install ghp_tools sk-learn eyJs");
}

TEST(SecretSpans, HideBodiesOfPrivateKeys) {
    EXPECT_EQ(shown("A=-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nabc==\n-----END RSA PRIVATE KEY-----"),
              "A=-----BEGIN RSA PRIVATE KEY-----*-----END RSA PRIVATE KEY-----");
    EXPECT_EQ(shown(R"(A="-----BEGIN PRIVATE KEY-----\nMIIEow\nabc==)"), "A=\"-----BEGIN PRIVATE KEY-----*");
    EXPECT_EQ(shown("A=\"-----BEGIN OPENSSH PRIVATE KEY-----"), "A=\"-----BEGIN OPENSSH PRIVATE KEY-----");
    EXPECT_EQ(shown("A=-----BEGIN PUBLIC KEY-----\nMIGf\n-----END PUBLIC KEY-----"),
              "A=-----BEGIN PUBLIC KEY-----\nMIGf\n-----END PUBLIC KEY-----");
}

TEST(SecretSpans, HideWhatStandsBehindAWebhooksHost) {
    EXPECT_EQ(shown("SLACK=https://hooks.slack.com/services/T01/B02/xyz # ours"),
              "SLACK=https://hooks.slack.com/* # ours");
    EXPECT_EQ(shown("HOOK = 'https://discord.com/api/webhooks/1/abc'"), "HOOK = 'https://discord.com/api/webhooks/*'");
    EXPECT_EQ(shown("SLACK=https://hooks.slack.com/$REST"), "SLACK=https://hooks.slack.com/$REST");
}

TEST(SecretSpans, HideSaltsPinsAndCookies) {
    EXPECT_EQ(shown("HASHID_SALT=abc1"), "HASHID_SALT=*");
    EXPECT_EQ(shown("ADMIN_PIN: 4711"), "ADMIN_PIN: *");
    EXPECT_EQ(shown("ERLANG_COOKIE=q7"), "ERLANG_COOKIE=*");
    for (const std::string_view line :
         {"SESSION_COOKIE_SECURE = True", "CSRF_COOKIE_DOMAIN=shop.org", "PIN_THREADS=4", "SPIN=1", "SHOPPING=yes"}) {
        EXPECT_EQ(shown(line), line);
    }
}

TEST(SecretSpans, HideLongTokensThatHaveAPlaceholdersWordInThem) {
    const std::string header = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";
    EXPECT_EQ(shown("X = '" + header + "-change-iOiIxMjM0NTY3ODkw'"), "X = 'eyJ*'");
    EXPECT_EQ(shown("RUN curl -u ada:q8Zr4Tn1Lw-todo-Vb7Kx2Mj9Pc5Hd0Gs6Fy3UaBcDe x"), "RUN curl -u ada:* x");
    EXPECT_EQ(shown("RUN curl -u ada:change-me x"), "RUN curl -u ada:change-me x");
}

TEST(SecretSpans, AreFoundInALongLineOfManyWords) {
    std::string words;
    while (words.size() < (1U << 20U))
        words += "a ";
    EXPECT_TRUE(shown("RUN " + words) == "RUN " + words);
}

TEST(SecretSpans, ShowWhatIsNoSecret) {
    for (const std::string_view line : {
             "SECRET_KEY = env(\"DJANGO_SECRET_KEY\")",
             "      DJANGO_SECRET_KEY: ${DJANGO_SECRET_KEY}",
             "      DJANGO_SECRET_KEY: ${DJANGO_SECRET_KEY:-change-me-in-production}",
             "DJANGO_SECRET_KEY=",
             "DJANGO_DEBUG=True",
             "RUN SECRET_KEY=dummy python manage.py collectstatic",
             "CELERY_BROKER_URL=redis://redis:6379/0",
             "      SERVER_TLS_KEY: /etc/ssl/example.org.key",
             "SECRET_KEY = os.environ['DJANGO_SECRET_KEY']",
             "DJANGO_SECRET_KEY=$OTHER",
         }) {
        EXPECT_EQ(shown(line), line);
    }
}

}  // namespace
TEST(MaskQuotedKeys, LeavesNamesAndHidesWhatMayBeAKey) {
    EXPECT_EQ(mask_quoted_keys("`serve` has no option `--lisen`"), "`serve` has no option `--lisen`");
    EXPECT_EQ(mask_quoted_keys(R"(no option `-----BEGIN PRIVATE KEY-----\nMIGH\n`; one of `--key`)"),
              "no option `••••`; one of `--key`");
    const std::string body = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg" + std::string(40, 'A');
    EXPECT_EQ(mask_quoted_keys("`" + body + R"(\nAAAA` is no host)"), "`••••` is no host");
}

TEST(Secret, IsNoPath) {
    for (const char* path : {"", "site.pem", "/etc/letsencrypt/live/example.org/privkey.pem", "MIME/types",
                             "MIIsomethingElse/that-is-a-path-and-has-more-than-sixty-characters/site.pem"})
        EXPECT_TRUE(may_be_path(path)) << path;
    const std::string body = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg" + std::string(40, 'A') + "==";
    const std::string encoded_pem = "LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCk1JR0hBZ0VBTUJNR0J5cUdTTTQ5QWdFRw==";
    for (const std::string& text :
         {"-----BEGIN PRIVATE KEY-----\\n" + body, std::string("a\nb"), body, std::string(5000, 'a'), encoded_pem,
          body.substr(0, 40) + " " + body.substr(40), body.substr(0, 60) + "-_"})
        EXPECT_FALSE(may_be_path(text)) << text.size();
}

}  // namespace megactl
