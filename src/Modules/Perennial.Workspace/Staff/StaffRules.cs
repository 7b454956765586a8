using System.Net.Mail;
using Perennial.Kernel;

namespace Perennial.Workspace.Staff;

/// <summary>What somebody of the shop must be told by.</summary>
internal static class StaffRules
{
    private const int NameCharactersMax = 200;
    private const int EmailCharactersMax = 254;
    private const int PasswordCharactersMax = 1_000;

    /// <summary>Everything that is wrong with a name, an address and a new password, under the names of a form's fields.</summary>
    public static IEnumerable<FieldProblem> Problems(string? name, string? email, string? password)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > NameCharactersMax)
        {
            yield return new FieldProblem("Name", "value.text_wanted", $"{NameCharactersMax}");
        }

        if (!IsEmail(email))
        {
            yield return new FieldProblem("Email", "staff.email_malformed");
        }

        foreach (var problem in OfPassword(password))
        {
            yield return problem;
        }
    }

    /// <summary>What is wrong with a new password.</summary>
    public static IEnumerable<FieldProblem> OfPassword(string? password)
    {
        if (password is null || password.Length < StaffServices.PasswordCharactersMin)
        {
            yield return new FieldProblem("Password", "staff.password_short", $"{StaffServices.PasswordCharactersMin}");
        }
        else if (password.Length > PasswordCharactersMax)
        {
            yield return new FieldProblem("Password", "value.too_long", $"{PasswordCharactersMax}");
        }
    }

    private static bool IsEmail(string? email) => email is { Length: > 0 and <= EmailCharactersMax } &&
        MailAddress.TryCreate(email.Trim(), out var address) && address.Address == email.Trim() && address.DisplayName.Length == 0;
}
