using System.Net.Mail;
using Perennial.Kernel;

namespace Perennial.Workspace.Staff;

/// <summary>What somebody of the shop must be told by.</summary>
internal static class StaffRules
{
    private const int NameCharactersMax = 200;
    private const int EmailCharactersMax = 254;
    private const int PasswordCharactersMax = 1_000;

    // A password of so few signs is one sign over and over.
    private const int DifferentSignsMin = 4;

    /// <summary>Everything that is wrong with a name, an address and a new password, under the names of a form's fields.</summary>
    public static IEnumerable<FieldProblem> Problems(string? name, string? email, string? password) =>
        [.. OfName(name), .. OfEmail(email), .. OfPassword(password, email)];

    /// <summary>What is wrong with a name.</summary>
    public static IEnumerable<FieldProblem> OfName(string? name)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > NameCharactersMax || name.Any(char.IsControl))
        {
            yield return new FieldProblem("Name", "value.text_wanted", $"{NameCharactersMax}");
        }
    }

    /// <summary>What is wrong with an address.</summary>
    public static IEnumerable<FieldProblem> OfEmail(string? email)
    {
        if (email is not { Length: > 0 and <= EmailCharactersMax } || !MailAddress.TryCreate(email.Trim(), out var address) ||
            address.Address != email.Trim() || address.DisplayName.Length > 0)
        {
            yield return new FieldProblem("Email", "staff.email_malformed");
        }
    }

    /// <summary>
    /// What is wrong with a new password: too short, or one that is tried first. Nothing is asked of what it is made of, and it is
    /// taken as it was typed.
    /// </summary>
    /// <param name="password">The password.</param>
    /// <param name="email">Whose; null where that is not known.</param>
    public static IEnumerable<FieldProblem> OfPassword(string? password, string? email)
    {
        if (password is null || password.Length < StaffServices.PasswordCharactersMin)
        {
            yield return new FieldProblem("Password", "staff.password_short", $"{StaffServices.PasswordCharactersMin}");
        }
        else if (password.Length > PasswordCharactersMax)
        {
            yield return new FieldProblem("Password", "value.too_long", $"{PasswordCharactersMax}");
        }
        else if (CommonPasswords.Has(password) || password.Distinct().Count() < DifferentSignsMin || IsOf(password, email) || IsOf(password, "perennial"))
        {
            yield return new FieldProblem("Password", "staff.password_common");
        }
    }

    // Her own address, or its name with a few signs around it.
    private static bool IsOf(string password, string? known) => known?.Trim() is { } whole && (password.Equals(whole, StringComparison.OrdinalIgnoreCase) ||
        (whole.Split('@')[0] is { Length: > 3 } name && password.Contains(name, StringComparison.OrdinalIgnoreCase) &&
            password.Length - name.Length < StaffServices.PasswordCharactersMin / 2));
}
