using System.Text.Json;
using Perennial.Kernel.Files;
using Perennial.Kernel.Text;

namespace Perennial.Commerce.OrderFiles.Shapes;

/// <summary>An order as WooCommerce's REST interface, version 3, writes it.</summary>
internal sealed class WooOrderParser(ShapeText text) : IDocumentParser
{
    private const int DepthMax = 64;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = DepthMax };

    private long line;

    public FileProblem? Parse(ReadOnlyMemory<char> document, long line, OrderDocument into)
    {
        this.line = line;
        try
        {
            using var json = JsonDocument.Parse(document, Options);
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? Read(json.RootElement, into)
                : new FileProblem("json.invalid", text.Name, line);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second is half of a surrogate pair, met when a string is asked for.
            return new FileProblem("json.invalid", text.Name, line);
        }
    }

    private FileProblem? Read(JsonElement json, OrderDocument order)
    {
        order.Number = Text(json, "id") is { Length: > 0 } id ? id : Text(json, "number");
        var statusText = Text(json, "status");
        if (order.Number.Length == 0 || statusText.Length == 0)
        {
            return new FileProblem("field.missing", text.Name, line, order.Number.Length == 0 ? "id" : "status");
        }

        var utc = Text(json, "date_created_gmt");
        order.Date = utc.Length == 0 ? Text(json, "date_created") : SaysItsOffset(utc) ? utc : utc + "Z";
        order.Currency = Text(json, "currency");
        order.Channel = Text(json, "created_via");
        order.Country = Text(json, "shipping", "country") is { Length: > 0 } country ? country : Text(json, "billing", "country");
        SetCustomer(json, order);
        var status = WooStatuses.Of(statusText);
        OrderStatuses.Tell(text, status, line, "status", statusText);
        if (ReadLines(json, order) is { } badLine)
        {
            return badLine;
        }

        return status == OrderStatus.Sale ? ReadNet(json, order) : null;
    }

    private static bool SaysItsOffset(string time) => time.EndsWith('Z') ||
        (time.IndexOfAny(['T', ' ']) is >= 0 and var clock && time.AsSpan(clock).ContainsAny('+', '-'));

    private FileProblem? ReadNet(JsonElement json, OrderDocument order)
    {
        if (Text(json, "total").Length == 0)
        {
            return new FileProblem("amount.missing", text.Name, line, "total", "");
        }

        long refunded = 0;
        foreach (var refund in Items(json, "refunds"))
        {
            if (Money(refund, "total", "refunds[].total", out var part) is { } noRefund)
            {
                return noRefund;
            }

            refunded += Math.Abs(part);
        }

        if ((Money(json, "total", "total", out var total) ?? Money(json, "shipping_total", "shipping_total", out _) ??
            Money(json, "shipping_tax", "shipping_tax", out _)) is { } bad)
        {
            return bad;
        }

        Money(json, "shipping_total", "shipping_total", out var shipping);
        Money(json, "shipping_tax", "shipping_tax", out var shippingTax);
        if (refunded != 0)
        {
            text.Note("refund.undated", line, "refunds", order.Number);
        }

        order.Net = Math.Max(0, total - shipping - shippingTax - refunded);
        return null;
    }

    private FileProblem? ReadLines(JsonElement json, OrderDocument order)
    {
        foreach (var item in Items(json, "line_items"))
        {
            var quantity = Text(item, "quantity");
            if (quantity.Length > 0 && AmountText.Read(quantity, '.', out _) is AmountReading.NotANumber or AmountReading.TooLarge)
            {
                return new FileProblem("amount.not_a_number", text.Name, line, "line_items[].quantity", RowParser.Shown(quantity));
            }

            if ((Money(item, "total", "line_items[].total", out var total) ??
                Money(item, "total_tax", "line_items[].total_tax", out _)) is { } bad)
            {
                return bad;
            }

            Money(item, "total_tax", "line_items[].total_tax", out var tax);
            var sku = Text(item, "sku");
            order.Add(new DocumentLine(Text(item, "name") is { Length: > 0 } product ? product : sku,
                quantity.StartsWith('-') ? "" : quantity, Text(item, "price"), sku), Math.Max(0, total + tax));
        }

        return null;
    }

    // A guest has the number 0. Her address, or else her phone, is who she is.
    private void SetCustomer(JsonElement json, OrderDocument order)
    {
        var number = Text(json, "customer_id");
        (order.Email, order.Phone) = (Text(json, "billing", "email"), Text(json, "billing", "phone"));
        order.Name = $"{Text(json, "billing", "first_name")} {Text(json, "billing", "last_name")}";
        var address = order.Email.Trim().ToLowerInvariant();
        if (number.Length > 0 && number.AsSpan().ContainsAnyExcept('0'))
        {
            order.Customer = order.CustomerId = number;
            if (address.Length is > 0 and <= RowParser.KeyCharsMax && number.Length <= RowParser.KeyCharsMax)
            {
                text.Guests?.Add(address, number);
            }

            return;
        }

        Span<char> digits = stackalloc char[TableRows.PhoneDigitsMax];
        order.Customer = address.Length > 0 ? address : TableRows.Phone(order.Phone, digits).ToString();
    }

    private FileProblem? Money(JsonElement json, string property, string column, out long micro)
    {
        var value = Text(json, property);
        return ShapeRows.ReadMoney(value, out micro) is { } code
            ? new FileProblem(code, text.Name, line, column, RowParser.Shown(value))
            : null;
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement json, string property) =>
        json.TryGetProperty(property, out var array) && array.ValueKind == JsonValueKind.Array ? array.EnumerateArray() : default;

    private static string Text(JsonElement json, string property, string inner) =>
        json.TryGetProperty(property, out var nested) ? Text(nested, inner) : "";

    // Money and numbers come as strings or as numbers, depending on who wrote the file.
    private static string Text(JsonElement json, string property) =>
        json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(property, out var value) ? "" : value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number => value.GetRawText(),
            _ => "",
        };
}
