using ActorNet.Pictures;

namespace ActorNet.Testing;

/// <summary>A test of text in pictures, which a machine without fonts cannot draw.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FontFactAttribute : FactAttribute
{
    public FontFactAttribute() => Skip = PictureFont.Exists ? null : "There are no fonts on this machine.";
}
