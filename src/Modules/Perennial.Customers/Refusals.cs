using Perennial.Kernel;

namespace Perennial.Customers;

/// <summary>Refusals that several use cases give.</summary>
internal static class Refusals
{
    public const string TakenCode = "customers.identifier_taken";

    public static Refusal NotFound { get; } = new(RefusalKind.Missing, "customers.not_found");

    public static Refusal Invalid(IReadOnlyList<FieldProblem> fields) => new(RefusalKind.Invalid, "customers.invalid") { Fields = fields };

    /// <summary>Identifiers that another customer has.</summary>
    public static Refusal Taken(IReadOnlyList<FieldProblem> fields) =>
        new(RefusalKind.Conflict, TakenCode) { Fields = fields };

    /// <summary>Whether a text is a code of ours and no personal data: <c>staff:01h…</c>, <c>form:checkout</c>.</summary>
    public static bool IsCode(string text, int charsMax = 64) => text.Length > 0 && text.Length <= charsMax &&
        char.IsAsciiLetterLower(text[0]) && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-' or ':');
}
