using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Perennial.Customers.Identifiers;
using Perennial.Customers.Profiles;
using Perennial.Kernel;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Consent;

/// <summary>Keeps the exact text that people agree to; the same text is kept once, and never changed.</summary>
internal static class AddConsentText
{
    private const int TextCharsMax = 20_000;

    /// <param name="Purpose">What for, as a code.</param>
    /// <param name="Language">Language, ISO 639.</param>
    /// <param name="Text">To the letter.</param>
    internal sealed record Request(string Purpose, string Language, string Text);

    public static async Task<Result<Guid>> HandleAsync(CustomersParts parts, DbUnit unit, Request request, Instant now)
    {
        var problems = new List<FieldProblem>();
        var language = ProfileRules.Language(request.Language);
        if (!Refusals.IsCode(request.Purpose, 32))
        {
            problems.Add(new FieldProblem("purpose", "code.malformed"));
        }

        if (language is null)
        {
            problems.Add(new FieldProblem("language", "language.malformed"));
        }

        if (request.Text.Length is 0 or > TextCharsMax || !CleanText.Is(request.Text, lines: true))
        {
            problems.Add(new FieldProblem("text", "consent.text_malformed", $"{TextCharsMax}"));
        }

        if (problems.Count > 0)
        {
            return new Refusal(RefusalKind.Invalid, "consent.invalid") { Fields = problems };
        }

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{request.Purpose}\n{language}\n{request.Text}"));
        if (await unit.FindAsync<Row>("select text_id as TextId from consent_texts where text_hash = @hash", new { hash }) is { } found)
        {
            return found.TextId;
        }

        var id = parts.Ids.New();
        await unit.ExecuteAsync(AddSql, new { id, hash, purpose = request.Purpose, language, body = request.Text, added = Micros.Of(now) });
        return id;
    }

    private sealed class Row
    {
        public Guid TextId { get; set; }
    }

    private const string AddSql = """
        insert into consent_texts (text_id, text_hash, purpose, language, body, added)
        values (@id, @hash, @purpose, @language, @body, @added)
        """;
}
