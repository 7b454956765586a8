namespace Perennial.Commerce.OrderFiles.Shapes;

/// <summary>Words that CommerceML texts say things with; they are the format's and not ours to translate.</summary>
internal static class CommerceMlWords
{
    private const StringComparison AnyCase = StringComparison.OrdinalIgnoreCase;

    /// <summary>The ISO code of a currency as 1C writes it; the text itself where it is no known one.</summary>
    public static string Currency(string text) => text.Trim().TrimEnd('.').ToUpperInvariant() switch
    {
        "РУБ" or "РУБЛЬ" or "РУБЛИ" or "RUR" or "643" or "810" => "RUB",
        "BYR" or "933" or "БЕЛ. РУБ" => "BYN",
        "ГРН" or "980" => "UAH",
        "ТГ" or "ТЕНГЕ" or "398" => "KZT",
        "ЛЕЙ" or "498" => "MDL",
        "946" => "RON",
        "ЮАНЬ" or "156" => "CNY",
        "ДОЛЛ" or "840" => "USD",
        "ЕВРО" or "978" => "EUR",
        var code => code,
    };

    public static bool IsTrue(string text) => text.Equals("true", AnyCase) || text.Equals("да", AnyCase) || text == "1";

    public static bool IsFalse(string text) => text.Equals("false", AnyCase) || text.Equals("нет", AnyCase) || text == "0";

    /// <summary>Whether a requisite of a document says that it was cancelled: <c>Отменен</c> is true, or the status says so.</summary>
    public static bool SaysCancelled(string requisite, string value)
    {
        if (IsCancelled(requisite))
        {
            return IsTrue(value);
        }

        return requisite.StartsWith("Статус", AnyCase) && IsCancelled(value);
    }

    /// <summary>A line that is the way to the buyer, and no goods.</summary>
    public static bool IsDelivery(string id, string name) => id.Equals("ORDER_DELIVERY", AnyCase) ||
        name.StartsWith("Доставка", AnyCase) || name.StartsWith("Стоимость доставки", AnyCase) ||
        name.StartsWith("Delivery", AnyCase) || name.StartsWith("Shipping", AnyCase);

    public static bool IsEmail(string kind) =>
        kind.Contains("почта", AnyCase) || kind.Contains("mail", AnyCase) || kind.Contains("Электронн", AnyCase);

    public static bool IsPhone(string kind) => kind.Contains("телефон", AnyCase) || kind.Contains("phone", AnyCase);

    // "[F] Отменен": some shops write the status's own code before its name.
    private static bool IsCancelled(string text)
    {
        var name = text.StartsWith('[') && text.IndexOf(']', StringComparison.Ordinal) is > 0 and var end
            ? text.AsSpan(end + 1).TrimStart()
            : text;
        foreach (var beginning in (ReadOnlySpan<string>)["Отмен", "Аннулир", "Заказ отмен", "Отказ", "Cancel", "Anulat"])
        {
            if (name.StartsWith(beginning, AnyCase))
            {
                return true;
            }
        }

        return false;
    }
}
