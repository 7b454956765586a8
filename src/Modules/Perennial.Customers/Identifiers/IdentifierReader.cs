using System.Buffers;
using System.Text;
using Perennial.Customers.Contract;
using Perennial.Kernel;
using PhoneNumbers;

namespace Perennial.Customers.Identifiers;

/// <summary>Reads identifiers as people and systems write them. Null where a text is none.</summary>
internal static class IdentifierReader
{
    private const int EmailCharsMax = 254;
    private const int EmailLocalCharsMax = 64;
    private const int PhoneCharsMax = 40;
    private const int CardCharsMax = 64;
    private const int SystemCharsMax = 32;
    private const int ExternalIdCharsMax = 200;

    private static readonly SearchValues<char> NotInLocal = SearchValues.Create("()<>[]:;,\\\"@ \t");

    /// <summary>Reads one of any kind and notes a problem where it cannot.</summary>
    /// <param name="kind">Its kind; an external id is written <c>system:id</c>.</param>
    /// <param name="text">As it was given.</param>
    /// <param name="country">Country of phone numbers without a country code.</param>
    /// <param name="field">Path of the field.</param>
    /// <param name="problems">Where a problem goes.</param>
    public static Identifier? Read(IdentifierKind kind, string text, string country, string field, List<FieldProblem> problems)
    {
        var (value, code) = kind switch
        {
            IdentifierKind.Email => (Email(text), "email.malformed"),
            IdentifierKind.Phone => (Phone(text, country), "phone.malformed"),
            IdentifierKind.Card => (Card(text), "card.malformed"),
            IdentifierKind.External => (External(text), "external_id.malformed"),
            _ => (null, "identifier.kind_unknown"),
        };
        if (value is not null)
        {
            return Identifier.Of(kind, value);
        }

        problems.Add(new FieldProblem(field, code));
        return null;
    }

    /// <summary>An e-mail address, trimmed and in lower case. Whether there is such a mailbox only a message tells.</summary>
    public static string? Email(string text)
    {
        if (!CleanText.Is(text.Trim()))
        {
            return null;
        }

        var address = text.Trim().Normalize(NormalizationForm.FormC).ToLowerInvariant();
        var at = address.LastIndexOf('@');
        return at is > 0 and <= EmailLocalCharsMax && address.Length <= EmailCharsMax &&
            !address.AsSpan(0, at).ContainsAny(NotInLocal) && IsDomain(address.AsSpan(at + 1))
            ? address
            : null;
    }

    /// <summary>
    /// A phone number as E.164 has it. Numbers of a possible length count, also where their range is not known to be in
    /// use: ranges are opened faster than tables follow.
    /// </summary>
    public static string? Phone(string text, string country)
    {
        if (text.Length > PhoneCharsMax || !CleanText.Is(text))
        {
            return null;
        }

        try
        {
            var numbers = PhoneNumberUtil.GetInstance();
            var number = numbers.Parse(text, country.Length == 0 ? null : country);
            return numbers.IsPossibleNumber(number) ? numbers.Format(number, PhoneNumberFormat.E164) : null;
        }
        catch (NumberParseException)
        {
            return null;
        }
    }

    /// <summary>A phone number as it is dialled in its own country, digits only: <c>0722111222</c>.</summary>
    public static string NationalDigits(string e164)
    {
        var numbers = PhoneNumberUtil.GetInstance();
        var written = numbers.Format(numbers.Parse(e164, null), PhoneNumberFormat.NATIONAL);
        return string.Concat(written.Where(char.IsAsciiDigit));
    }

    /// <summary>A card number: letters in capitals and digits, without what parts them.</summary>
    public static string? Card(string text)
    {
        var number = string.Concat(text.Where(c => c is not (' ' or '-' or '\u00A0'))).ToUpperInvariant();
        return number.Length is > 0 and <= CardCharsMax && number.All(char.IsLetterOrDigit) ? number : null;
    }

    /// <summary>An id with the system it is of: <c>shopify:77</c>. The id keeps its case.</summary>
    public static string? External(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : External(text[..colon], text[(colon + 1)..]);
    }

    /// <inheritdoc cref="External(string)"/>
    public static string? External(string system, string id)
    {
        (system, id) = (system.Trim().ToLowerInvariant(), id.Trim());
        return system.Length is > 0 and <= SystemCharsMax && system.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') &&
            id.Length is > 0 and <= ExternalIdCharsMax && CleanText.Is(id)
            ? system + ":" + id
            : null;
    }

    private static bool IsDomain(ReadOnlySpan<char> domain)
    {
        var labels = 0;
        foreach (var range in domain.Split('.'))
        {
            var label = domain[range];
            if (label.Length is 0 or > 63 || label[0] == '-' || label[^1] == '-')
            {
                return false;
            }

            foreach (var character in label)
            {
                if (!char.IsLetterOrDigit(character) && character != '-' && !char.IsSurrogate(character))
                {
                    return false;
                }
            }

            labels++;
        }

        return labels >= 2;
    }
}
