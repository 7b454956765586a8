using NodaTime;
using Perennial.Customers.Identifiers;
using Perennial.Customers.Profiles;
using Perennial.Kernel;
using Perennial.Kernel.Data;

namespace Perennial.Customers.Timeline;

/// <summary>Notes something about a customer.</summary>
internal static class AddNote
{
    private const int TextCharsMax = 4_000;

    /// <param name="Customer">Any of her ids.</param>
    /// <param name="Text">What is noted; lines are kept.</param>
    /// <param name="Author">Who notes it, as a code: <c>staff:…</c>.</param>
    internal sealed record Request(Guid Customer, string Text, string Author);

    public static async Task<Result<Guid>> HandleAsync(CustomersParts parts, DbUnit unit, Request request, Instant now)
    {
        var problems = new List<FieldProblem>();
        var text = request.Text.Trim();
        if (text.Length is 0 or > TextCharsMax || !CleanText.Is(text, lines: true))
        {
            problems.Add(new FieldProblem("text", "note.malformed", $"{TextCharsMax}"));
        }

        if (!Refusals.IsCode(request.Author))
        {
            problems.Add(new FieldProblem("author", "code.malformed"));
        }

        if (problems.Count > 0)
        {
            return Refusals.Invalid(problems);
        }

        if (await LockedCustomer.FindAsync(unit, request.Customer) is not { } customer)
        {
            return Refusals.NotFound;
        }

        var note = parts.Ids.New();
        await unit.ExecuteAsync(AddSql, new { id = customer.Id, note, text, author = request.Author, created = Micros.Of(now) });
        return note;
    }

    private const string AddSql = """
        insert into customer_notes (customer_id, note_id, body, author, created) values (@id, @note, @text, @author, @created)
        """;
}
