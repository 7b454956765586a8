namespace Perennial.Kernel.Text;

/// <summary>Payment card numbers: 13 to 19 digits with a Luhn check digit. They are never shown but for the last four.</summary>
public static class CardNumber
{
    private const int DigitsMin = 13;
    private const int DigitsMax = 19;
    private const int DigitsShown = 4;

    /// <summary>Whether a text is a card number, with or without spaces and hyphens between its digits.</summary>
    public static bool Is(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        int digits = 0, sum = 0;
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (text[i] is ' ' or '-' && i > 0 && char.IsAsciiDigit(text[i - 1]))
            {
                continue;
            }

            if (!char.IsAsciiDigit(text[i]) || digits == DigitsMax)
            {
                return false;
            }

            var digit = (text[i] - '0') * (digits % 2 == 0 ? 1 : 2);
            sum += digit > 9 ? digit - 9 : digit;
            digits++;
        }

        return digits >= DigitsMin && sum % 10 == 0;
    }

    /// <summary>Stars and the last four digits.</summary>
    public static string Mask(ReadOnlySpan<char> text) =>
        string.Concat("****", text.TrimEnd()[^DigitsShown..]);
}
