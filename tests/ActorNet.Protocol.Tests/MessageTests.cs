using System.Collections;
using System.Reflection;

namespace ActorNet.Protocol.Tests;

/// <summary>Messages are sealed, immutable, and consist of plain values.</summary>
public class MessageTests
{
    public static TheoryData<Type> Messages => [.. typeof(TrainingEvent).Assembly.GetExportedTypes()
        .Where(type => !type.IsEnum && !type.IsAbstract)];

    [Theory]
    [MemberData(nameof(Messages))]
    public void Message_is_sealed_and_equal_by_value(Type message)
    {
        Assert.True(message.IsSealed, $"{message.Name} can be derived from.");
        Assert.True(typeof(IEquatable<>).MakeGenericType(message).IsAssignableFrom(message), $"{message.Name} is not a record.");
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Message_is_immutable(Type message)
    {
        Assert.All(message.GetProperties(), property => Assert.True(
            property.SetMethod is null || property.SetMethod.ReturnParameter.GetRequiredCustomModifiers()
                .Contains(typeof(System.Runtime.CompilerServices.IsExternalInit)),
            $"{message.Name}.{property.Name} can be written."));
        Assert.All(message.GetFields(BindingFlags.Instance | BindingFlags.NonPublic), field => Assert.True(
            field.IsInitOnly, $"{message.Name}.{field.Name} can be written."));
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Message_contains_plain_values_and_no_tensors(Type message) => Assert.All(message.GetProperties(), property =>
        Assert.True(IsPlain(property.PropertyType), $"{message.Name}.{property.Name} is a {property.PropertyType.Name}."));

    private static bool IsPlain(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(Type))
            return true;
        if (type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type))
            return IsPlain(type.GetGenericArguments()[0]) && type.GetGenericArguments()[0] != typeof(float);
        return type.Assembly == typeof(TrainingEvent).Assembly;
    }
}
